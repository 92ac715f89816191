import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import net from 'node:net';
import process from 'node:process';
import tls from 'node:tls';
import type { Endpoints, Exchange, ProviderRequest, Reply } from '../ports/exchange.ts';
import { decodeBody, MAX_ANSWER_BYTES } from './decode-body.ts';
import { readJson } from './read-json.ts';
import { toUrl } from './request-url.ts';
import { toRetryAfterMs } from './retry-after.ts';
import { USER_AGENT } from './user-agent.ts';

// An import of it reads all its members, WebSocket too, which loads all of fetch: see docs/decisions/0012.
const http = process.getBuiltinModule('node:http');

/**
 * One HTTP exchange with a provider: no retries, no redirects, no knowledge of payments.
 *
 * The connection is made first and belongs to this request alone. So a failure to connect proves that nothing
 * was sent, no socket that died while the process was frozen can be taken for a lost answer, and between the check
 * of `mayLeave` and the first byte nothing can happen.
 *
 * @throws Error where a request is not in the form in which it would be sent; nothing is sent then
 */
export const exchange: Exchange = async (endpoints, request, { timeoutMs, signal, mayLeave }) => {
  const url = toUrl(endpoints, request);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const connection = await connect(url, endpoints.clientCertificate, limit);
  if ('why' in connection && !signal.aborted) return { is: 'not_sent', ...connection };
  if ('why' in connection || limit.aborted || !mayLeave()) {
    if (!('why' in connection)) connection.destroy();
    return { is: 'not_sent', why: 'stopped', detail: 'there was no time left to send it' };
  }
  try {
    return await converse(connection, url, request, limit);
  } finally {
    connection.destroy();
  }
};

type Unconnected = { readonly why: 'unreachable' | 'bad_certificate'; readonly detail: string };

type ClientCertificate = Endpoints['clientCertificate'];

async function connect(
  url: URL,
  certificate: ClientCertificate,
  signal: AbortSignal,
): Promise<net.Socket | Unconnected> {
  const isSecure = url.protocol === 'https:';
  const socket = isSecure
    ? connectSecurely(url, certificate)
    : net.connect({ ...toAddress(url), noDelay: true });
  if ('why' in socket) return socket;
  // Until the request listens, an error has nobody to go to; the request then sees a destroyed socket.
  socket.on('error', () => undefined);
  try {
    await once(socket, isSecure ? 'secureConnect' : 'connect', { signal });
    return socket;
  } catch (error) {
    socket.destroy();
    const reason = signal.aborted ? 'in time' : `(${codeOf(error)})`;
    return { why: 'unreachable', detail: `it could not be reached ${reason}` };
  }
}

function connectSecurely(url: URL, certificate: ClientCertificate): tls.TLSSocket | Unconnected {
  const address = toAddress(url);
  const servername = net.isIP(address.host) ? {} : { servername: address.host };
  const { validUntil = Number.POSITIVE_INFINITY, ...identity } = certificate ?? {};
  // By TLS 1.3 the provider's refusal would arrive after the request has left, like a lost answer.
  if (Date.now() >= validUntil)
    return { why: 'bad_certificate', detail: 'the client certificate has expired' };
  try {
    return tls.connect({ ...address, ...servername, ...identity, ALPNProtocols: ['http/1.1'] });
  } catch (error) {
    // A key that is not the certificate's, a wrong passphrase, or no PEM at all.
    return { why: 'bad_certificate', detail: `the client certificate cannot be used (${codeOf(error)})` };
  }
}

function toAddress({ protocol, hostname, port }: URL): { readonly host: string; readonly port: number } {
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (protocol === 'https:' ? 443 : 80)),
  };
}

function converse(
  socket: net.Socket,
  url: URL,
  request: ProviderRequest,
  signal: AbortSignal,
): Promise<Reply> {
  return new Promise((resolve) => {
    let status: number | undefined;
    const lost = (why: string) => resolve({ is: 'lost', why, status });
    const outgoing = http.request({
      createConnection: () => socket,
      method: request.method,
      path: `${url.pathname}${url.search}`,
      headers: toHeaders(url, request),
    });
    signal.addEventListener('abort', () => outgoing.destroy(), { once: true });
    outgoing.on('error', (error) =>
      lost(signal.aborted ? 'no whole answer came in time' : `connection lost (${codeOf(error)})`),
    );
    outgoing.on('close', () => lost('connection closed'));
    outgoing.on('response', (response) => {
      status = response.statusCode;
      readReply(response).then(resolve, (error) => lost(`answer cut short (${codeOf(error)})`));
    });
    outgoing.end(request.body ?? '');
  });
}

/** A request of a method that has a body says how long it is, even where it has none. */
function toHeaders(url: URL, { method, headers, body }: ProviderRequest): Readonly<Record<string, string>> {
  const hasLength = body !== undefined || (method !== 'GET' && method !== 'DELETE');
  return {
    host: url.host,
    accept: 'application/json',
    'accept-encoding': 'identity',
    connection: 'close',
    'user-agent': USER_AGENT,
    ...(hasLength && { 'content-length': String(Buffer.byteLength(body ?? '')) }),
    ...headers,
  };
}

/** @throws Error where the answer is not whole, too long, or cannot be decompressed */
async function readReply(response: IncomingMessage): Promise<Reply> {
  const { statusCode: status = 0, headers } = response;
  const body = await collect(response);
  const text = decodeBody(body, {
    contentEncoding: headers['content-encoding'],
    contentType: headers['content-type'],
  });
  const retryAfterMs = toRetryAfterMs({ retryAfter: headers['retry-after'], date: headers.date }, Date.now());
  return { is: 'answered', status, ...readJson(text), ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

async function collect(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new Error('too large');
  }
  return Buffer.concat(chunks);
}

/** The short code of an error. Its message can name addresses, so it stays here. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'error';
}
