import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { LocalHttpApi } from '../assembly/http-api.ts';
import { type Place, toIamArn } from '../assembly/place.ts';
import type { LocalClock } from '../clock/local-clock.ts';
import { isByPrivateName } from '../is-by-private-name.ts';
import type { FunctionPool } from '../lambda/function-pool.ts';
import { closeServer, listen, readBody, toUrl } from '../loopback.ts';
import { GATEWAY_ANSWERS, type HttpAnswer, toHttpAnswer } from './answer.ts';
import { type CallerIdentity, type ReceivedRequest, toHttpApiEvent } from './event.ts';
import { readRequestUrl } from './request-url.ts';
import { createRouteTable } from './route-table.ts';
import { type AccessKey, isSigned } from './signature.ts';

/** API Gateway's limit, in bytes. */
const BODY_LIMIT_BYTES = 10 * 1024 * 1024;

/** No route of the API: it exists on one machine only, and needs no signature. */
const LOCAL_PATH = '/_local';

/** Takes a request that is none of the API's. @returns false where it is the API's, and nothing was done with it */
export type HttpFront = (message: IncomingMessage, response: ServerResponse) => boolean;

export type HttpApiOptions = {
  readonly api: LocalHttpApi;
  readonly place: Place;
  readonly port: number;
  readonly clock: LocalClock;
  /** When given, routes with an IAM authorizer want a signature made with this key; else everybody may call. */
  readonly accessKey?: AccessKey;
  /** @default takes none */
  readonly front?: HttpFront;
  poolOf(functionArn: string): FunctionPool;
  /** What `GET /_local` answers: where the rest of this stack is. */
  describe(apiUrl: string): object;
};

export type RunningHttpApi = { readonly url: string; close(): Promise<void> };

/** An HTTP API of API Gateway on loopback. */
export async function startHttpApi(options: HttpApiOptions): Promise<RunningHttpApi> {
  const routes = createRouteTable(options.api.routes);

  async function answer(message: IncomingMessage, requestId: string): Promise<HttpAnswer> {
    const body = await readBody(message, BODY_LIMIT_BYTES);
    if (!body) return GATEWAY_ANSWERS.tooLarge;
    const url = readRequestUrl(message.url ?? '/');
    if (!url) return GATEWAY_ANSWERS.badRequest;
    if (message.method === 'GET' && url.path === LOCAL_PATH) return describe(message);
    const receivedAt = new Date(options.clock.now());
    const request = toReceivedRequest(message, { url, body, requestId, receivedAt });
    const match = routes(request.method, url.decodedPath);
    if (!match) return GATEWAY_ANSWERS.notFound;
    const refusal = match.route.mustBeSigned ? await refusalOf(message, request) : undefined;
    if (refusal) return refusal;
    const caller = match.route.mustBeSigned ? toCaller(request, options) : undefined;
    const event = toHttpApiEvent(request, match, options.api, options.place, caller);
    return invoke(options.poolOf(match.route.functionArn), JSON.stringify(event), match.route.timeoutMs);
  }

  function describe(message: IncomingMessage): HttpAnswer {
    if (!isByPrivateName(message)) return GATEWAY_ANSWERS.strangeName;
    const { socket } = message;
    const body = JSON.stringify(options.describe(toUrl(socket.localPort ?? options.port)));
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
  }

  /** On AWS callers of such routes sign. Where nobody has to here, at least no page of the web may call. */
  async function refusalOf(
    message: IncomingMessage,
    request: ReceivedRequest,
  ): Promise<HttpAnswer | undefined> {
    const { accessKey, place } = options;
    if (!accessKey) return isByPrivateName(message) ? undefined : GATEWAY_ANSWERS.strangeName;
    // Callers sign by the time of their machine, whatever the stack's clock says.
    const isLetIn = await isSigned(request, accessKey, place.region, new Date());
    return isLetIn ? undefined : GATEWAY_ANSWERS.forbidden;
  }

  const server = createServer((message, response) => {
    if (options.front?.(message, response)) return;
    const requestId = randomBytes(11).toString('base64url');
    answer(message, requestId)
      .then((answered) => send(response, answered, requestId))
      // The caller has hung up, or what the function answered cannot be a header: API Gateway's 500.
      .catch(() => send(response, GATEWAY_ANSWERS.functionFailed, requestId));
  });
  const port = await listen(server, options.port);
  return { url: toUrl(port), close: () => closeServer(server) };
}

/** The wait for an environment does not count against the integration's limit: there is none on AWS. */
async function invoke(pool: FunctionPool, payload: string, timeoutMs: number): Promise<HttpAnswer> {
  const timer = new AbortController();
  const handedOut = Promise.withResolvers<void>();
  const timedOut = handedOut.promise
    .then(() => delay(timeoutMs, GATEWAY_ANSWERS.timedOut, { signal: timer.signal }))
    .catch(() => GATEWAY_ANSWERS.timedOut);
  const answered = pool.invoke(payload, handedOut.resolve).then(toHttpAnswer);
  try {
    return await Promise.race([answered, timedOut]);
  } finally {
    timer.abort();
  }
}

function toReceivedRequest(
  message: IncomingMessage,
  read: Pick<ReceivedRequest, 'url' | 'body' | 'requestId' | 'receivedAt'>,
): ReceivedRequest {
  const raw = message.rawHeaders;
  return {
    method: message.method ?? 'GET',
    ...read,
    headerLines: raw.flatMap((name, at) =>
      at % 2 === 0 ? [[name.toLowerCase(), raw[at + 1] ?? ''] as const] : [],
    ),
    protocol: `HTTP/${message.httpVersion}`,
    sourceIp: message.socket.remoteAddress ?? '127.0.0.1',
  };
}

/** Everybody on this machine is the account's root, by the key that was signed with if there is one. */
function toCaller(request: ReceivedRequest, { place }: HttpApiOptions): CallerIdentity {
  const authorization = new Map(request.headerLines).get('authorization') ?? '';
  return {
    accessKey: /Credential=([^/,]+)/.exec(authorization)?.[1] ?? 'local',
    accountId: place.accountId,
    callerId: place.accountId,
    cognitoIdentity: null,
    principalOrgId: '',
    userArn: toIamArn(place, 'root'),
    userId: place.accountId,
  };
}

function send(response: ServerResponse, { status, headers, body }: HttpAnswer, requestId: string): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    'apigw-requestid': requestId,
    ...headers,
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}
