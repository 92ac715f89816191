import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import type { LocalClock } from '../clock/local-clock.ts';
import { isByPrivateName } from '../is-by-private-name.ts';
import { LocalStackError } from '../local-stack-error.ts';
import { closeServer, listen, readBody, toUrl } from '../loopback.ts';
import type { Authorizer } from './authorizer.ts';
import type { AwsAnswer, AwsRequest, AwsService } from './aws-service.ts';
import type { AwsCall } from './call-log.ts';
import type { FaultPlan } from './faults.ts';

/** More than any AWS service takes, in bytes. */
const BODY_LIMIT_BYTES = 17 * 1024 * 1024;

export type AwsPortOptions = {
  readonly services: readonly AwsService[];
  readonly authorizer: Authorizer;
  readonly faults: FaultPlan;
  readonly clock: LocalClock;
  onCall(call: AwsCall): void;
};

export type AwsPort = { readonly url: string; close(): Promise<void> };

/** An answer, or nothing: then the connection ends. */
type Outcome = {
  readonly answer: AwsAnswer | undefined;
  readonly call?: Omit<AwsCall, 'startedAt' | 'endedAt'>;
};

/** One port for every AWS service: target or path say which is meant, the signature's access key id who calls. */
export async function startAwsPort(options: AwsPortOptions): Promise<AwsPort> {
  async function answer(message: IncomingMessage): Promise<Outcome> {
    // The secret part of a signature is not checked, so at least no page of the web may call.
    if (!isByPrivateName(message)) return { answer: toStrangeName() };
    const request = await readRequest(message, options.services);
    if (!request)
      return { answer: toPlainError('SerializationException', 'The body is no JSON, or too long.') };
    const service = options.services.find(
      ({ targetPrefix }) => request.target === `${targetPrefix}.${request.operation}`,
    );
    if (!service) return { answer: toUnknownTarget(request.target, options.services) };
    const caller = /Credential=([^/,]+)/.exec(String(request.headers.authorization))?.[1] ?? '';
    if (!options.authorizer.isKnown(caller)) return { answer: toUnknownCaller(caller) };
    return serve(request, service, caller);
  }

  async function serve(request: AwsRequest, service: AwsService, caller: string): Promise<Outcome> {
    const { rights, ...about } = service.describe(request);
    const fault = options.faults.take({ target: request.target, caller, ...about });
    const call = { caller, target: request.target, ...about, ...(fault && { fault: fault.kind }) };
    if (fault?.kind === 'delay') await (fault.hold?.() ?? delay(fault.delayMs ?? 0));
    if (fault?.kind === 'lose-request') return { answer: undefined, call };
    const answered = await decideAndHandle(request, service, caller, rights, fault?.kind);
    return {
      answer: fault?.kind === 'lose-answer' ? undefined : answered,
      call: { ...call, status: answered.status },
    };
  }

  async function decideAndHandle(
    request: AwsRequest,
    service: AwsService,
    caller: string,
    rights: Parameters<Authorizer['refusalOf']>[1],
    fault: string | undefined,
  ): Promise<AwsAnswer> {
    if (fault === 'throttle') return service.toError('Throttled', 'Rate exceeded');
    if (fault === 'unavailable')
      return service.toError('Unavailable', 'The service is unavailable, as a test requires it.');
    const refusal = await options.authorizer.refusalOf(caller, rights);
    return refusal === undefined ? service.handle(request) : service.toError('AccessDenied', refusal);
  }

  const server = createServer((message, response) => {
    const startedAt = options.clock.now();
    answer(message)
      .catch((error: unknown): Outcome => ({ answer: toFailure(error) }))
      .then((outcome) => {
        if (outcome.call) options.onCall({ ...outcome.call, startedAt, endedAt: options.clock.now() });
        if (outcome.answer) send(response, outcome.answer);
        else response.destroy();
      })
      // The caller has hung up.
      .catch(() => response.destroy());
  });
  const port = await listen(server);
  return { url: toUrl(port), close: () => closeServer(server) };
}

async function readRequest(
  message: IncomingMessage,
  services: readonly AwsService[],
): Promise<AwsRequest | undefined> {
  const rawBody = await readBody(message, BODY_LIMIT_BYTES);
  if (!rawBody) return undefined;
  const { method = '', url: path = '', headers } = message;
  const target = String(headers['x-amz-target'] ?? toTarget(method, path, services) ?? '');
  try {
    const body: unknown = JSON.parse(rawBody.toString() || '{}');
    return { operation: target.split('.').at(-1) ?? '', target, path, body, rawBody, headers };
  } catch {
    return undefined;
  }
}

/** For a service that is called by path. */
function toTarget(method: string, path: string, services: readonly AwsService[]): string | undefined {
  for (const { targetPrefix, operationAt } of services) {
    const operation = operationAt?.(method, path);
    if (operation !== undefined) return `${targetPrefix}.${operation}`;
  }
  return undefined;
}

function send(response: ServerResponse, { status, headers, body }: AwsAnswer): void {
  // By a date that is not theirs the SDK's clients in the functions would correct their own.
  response.sendDate = false;
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

function toUnknownTarget(target: string, services: readonly AwsService[]): AwsAnswer {
  const known = services.map(({ targetPrefix }) => targetPrefix).join(', ');
  const message = `The local AWS port does not know the target "${target}". It knows ${known}: see local/aws.`;
  return toPlainError('UnknownOperationException', message);
}

function toStrangeName(): AwsAnswer {
  const message = 'The local AWS port is not called by public host names. Call it at 127.0.0.1.';
  return toPlainError('AccessDeniedException', message, 403);
}

function toUnknownCaller(caller: string): AwsAnswer {
  return caller === ''
    ? toPlainError('MissingAuthenticationTokenException', 'Request is missing Authentication Token')
    : toPlainError('UnrecognizedClientException', 'The security token included in the request is invalid.');
}

function toFailure(error: unknown): AwsAnswer {
  if (error instanceof z.ZodError) return toPlainError('ValidationException', z.prettifyError(error));
  if (error instanceof LocalStackError) return toPlainError('ValidationException', error.message);
  return toPlainError('InternalFailure', `The local AWS port failed: ${error}`, 500);
}

function toPlainError(type: string, message: string, status = 400): AwsAnswer {
  const body = JSON.stringify({ __type: type, message, Message: message });
  return { status, headers: { 'content-type': 'application/x-amz-json-1.0' }, body };
}
