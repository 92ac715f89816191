import type { LocalFunction } from '../assembly/lambda.ts';
import { type Place, toArn } from '../assembly/place.ts';
import type { FunctionPool } from '../lambda/function-pool.ts';
import { PAYLOAD_LIMIT_BYTES } from '../lambda/invocation.ts';
import type { AwsAnswer, AwsErrorCode, AwsRequest, AwsService } from './aws-service.ts';

const ERRORS: Readonly<Record<AwsErrorCode, { readonly status: number; readonly type: string }>> = {
  AccessDenied: { status: 403, type: 'AccessDeniedException' },
  Throttled: { status: 429, type: 'TooManyRequestsException' },
  Unavailable: { status: 500, type: 'ServiceException' },
  UnknownOperation: { status: 404, type: 'UnknownOperationException' },
  Invalid: { status: 400, type: 'InvalidRequestContentException' },
};

const INVOKE = /^\/2015-03-31\/functions\/(?<name>[^/?]+)\/invocations(?:\?(?<query>.*))?$/;

/** Lambda's Invoke for callers that wait for the answer: all that operators and Step Functions need of it. */
export function createLambda(
  functions: readonly LocalFunction[],
  place: Place,
  poolOf: (functionArn: string) => FunctionPool,
): AwsService {
  return {
    targetPrefix: 'Lambda',
    operationAt: (method, path) => (method === 'POST' && INVOKE.test(path) ? 'Invoke' : undefined),
    describe: ({ path }) => {
      const name = toFunctionName(path);
      return { keys: [name], rights: [{ action: 'lambda:InvokeFunction', resourceArn: toArnOf(name) }] };
    },
    handle: async (request) => {
      const name = toFunctionName(request.path);
      if (!functions.some((fn) => fn.name === name) || hasQualifier(request))
        return toError('ResourceNotFoundException', `Function not found: ${toArnOf(name)}`, 404);
      return refuse(request) ?? invoke(poolOf(toArnOf(name)), request);
    },
    toError: (code, message) => toError(ERRORS[code].type, message, ERRORS[code].status),
  };

  function toArnOf(name: string): string {
    return toArn(place, 'lambda', `function:${name}`);
  }
}

async function invoke(pool: FunctionPool, { rawBody }: AwsRequest): Promise<AwsAnswer> {
  const { payload, isError } = await pool.invoke(rawBody.toString() || '{}');
  const headers = {
    'content-type': 'application/json',
    'x-amz-executed-version': '$LATEST',
    ...(isError && { 'x-amz-function-error': 'Unhandled' }),
  };
  return { status: 200, headers, body: payload };
}

function refuse({ headers, rawBody }: AwsRequest): AwsAnswer | undefined {
  const type = String(headers['x-amz-invocation-type'] ?? 'RequestResponse');
  if (type !== 'RequestResponse')
    return toError(
      'InvalidParameterValueException',
      `The local Lambda does not know the invocation type ${type}. It knows RequestResponse: see local/aws.`,
    );
  if (rawBody.length > PAYLOAD_LIMIT_BYTES)
    return toError(
      'RequestTooLargeException',
      `Request must be smaller than ${PAYLOAD_LIMIT_BYTES} bytes`,
      413,
    );
  return undefined;
}

/** Calls may name a function by its ARN, or by the end of it. */
function toFunctionName(path: string): string {
  const name = decodeURIComponent(INVOKE.exec(path)?.groups?.name ?? '');
  return name.split('function:').at(-1) ?? name;
}

/** The template has no versions and no aliases. */
function hasQualifier({ path }: AwsRequest): boolean {
  const qualifier = new URLSearchParams(INVOKE.exec(path)?.groups?.query).get('Qualifier');
  return qualifier !== null && qualifier !== '$LATEST';
}

function toError(type: string, message: string, status = 400): AwsAnswer {
  const body = JSON.stringify({ Type: 'User', Message: message, message });
  return { status, headers: { 'content-type': 'application/json', 'x-amzn-errortype': type }, body };
}
