import { isNamedBy, type LocalFunction, toInvoked } from '../assembly/lambda.ts';
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

/** A function as an operation names it, with the version or alias that the name or the query has. */
type Named = { readonly name: string; readonly qualifier?: string };

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
      const named = toNamed(path);
      return {
        keys: [named.name],
        rights: [{ action: 'lambda:InvokeFunction', resourceArn: toArnOf(named) }],
      };
    },
    handle: async (request) => {
      const { name, qualifier } = toNamed(request.path);
      const arn = toArnOf({ name, ...(qualifier !== '$LATEST' && qualifier && { qualifier }) });
      if (!functions.some((fn) => isNamedBy(fn, arn)))
        return toError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
      return refuse(request) ?? invoke(poolOf(arn), request);
    },
    toError: (code, message) => toError(ERRORS[code].type, message, ERRORS[code].status),
  };

  function toArnOf({ name, qualifier }: Named): string {
    const suffix = qualifier === undefined ? '' : `:${qualifier}`;
    return toArn(place, 'lambda', `function:${name}${suffix}`);
  }
}

async function invoke(pool: FunctionPool, { rawBody }: AwsRequest): Promise<AwsAnswer> {
  const { payload, isError } = await pool.invoke(rawBody.toString() || '{}');
  const headers = {
    'content-type': 'application/json',
    'x-amz-executed-version': toInvoked(pool.fn).version,
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

/** Calls may name a function by its ARN, or by the end of it; an alias follows the name, or is in the query. */
function toNamed(path: string): Named {
  const { name: text = '', query } = INVOKE.exec(path)?.groups ?? {};
  const [name = '', own] = (decodeURIComponent(text).split('function:').at(-1) ?? '').split(':');
  const qualifier = own ?? new URLSearchParams(query).get('Qualifier');
  return { name, ...(qualifier && { qualifier }) };
}

function toError(type: string, message: string, status = 400): AwsAnswer {
  const body = JSON.stringify({ Type: 'User', Message: message, message });
  return { status, headers: { 'content-type': 'application/json', 'x-amzn-errortype': type }, body };
}
