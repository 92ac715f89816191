import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import net from 'node:net';
import process from 'node:process';
import tls from 'node:tls';
import type { Exchange, ProviderRequest, Reply } from '../ports/exchange.ts';

// An import of it reads all its members, WebSocket too, which loads all of fetch: see docs/decisions/0012.
const http = process.getBuiltinModule('node:http');

/** The most bytes of an answer that are read; more is no answer. */
const MAX_ANSWER_BYTES = 256 * 1024;

/**
 * One HTTP exchange with a provider: no retries, no redirects, no knowledge of payments.
 *
 * The connection is made first and belongs to this request alone. So a failure to connect proves that nothing
 * was sent, no socket that died while the process was frozen looks like a lost answer, and between the check
 * of `mayLeave` and the first byte nothing can happen.
 */
export const exchange: Exchange = async (baseUrl, request, { timeoutMs, signal, mayLeave }) => {
  const url = toUrl(baseUrl, request.path);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const socket = await connect(url, limit);
  if ('failed' in socket && !signal.aborted)
    return { is: 'not_sent', why: 'unreachable', detail: socket.failed };
  if ('failed' in socket || limit.aborted || !mayLeave()) {
    if (!('failed' in socket)) socket.destroy();
    return { is: 'not_sent', why: 'stopped', detail: 'there was no time left to send it' };
  }
  try {
    return await converse(socket, url, request, limit);
  } finally {
    socket.destroy();
  }
};

/** The base and the path, and nothing that a URL parser made of them. */
export function toUrl(baseUrl: string, path: string): URL {
  const base = new URL(baseUrl);
  const expected = `${base.pathname.replace(/\/$/, '')}${path}`;
  const url = new URL(`${base.origin}${expected}`);
  if (`${url.pathname}${url.search}` !== expected)
    throw new Error('the path of a provider request is not what was built');
  return url;
}

async function connect(url: URL, signal: AbortSignal): Promise<net.Socket | { failed: string }> {
  const secure = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || (secure ? 443 : 80));
  const servername = net.isIP(host) ? {} : { servername: host };
  const socket = secure
    ? tls.connect({ host, port, ALPNProtocols: ['http/1.1'], ...servername })
    : net.connect({ host, port, noDelay: true });
  try {
    await once(socket, secure ? 'secureConnect' : 'connect', { signal });
    // Until the request listens, an error has nobody to go to; the request then sees a destroyed socket.
    socket.on('error', () => undefined);
    return socket;
  } catch (error) {
    socket.on('error', () => undefined);
    socket.destroy();
    return {
      failed: signal.aborted
        ? 'it could not be reached in time'
        : `it could not be reached (${codeOf(error)})`,
    };
  }
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
    const body = request.body ?? '';
    const outgoing = http.request({
      createConnection: () => socket,
      method: request.method,
      path: `${url.pathname}${url.search}`,
      headers: {
        host: url.host,
        accept: 'application/json',
        connection: 'close',
        ...(request.method === 'POST' && { 'content-length': String(Buffer.byteLength(body)) }),
        ...request.headers,
      },
    });
    signal.addEventListener('abort', () => outgoing.destroy(), { once: true });
    outgoing.on('error', (error) =>
      lost(signal.aborted ? 'no whole answer came in time' : `connection lost (${codeOf(error)})`),
    );
    outgoing.on('close', () => lost('connection closed'));
    outgoing.on('response', (response) => {
      status = response.statusCode;
      collect(response).then(
        (text) => resolve(toReply(response, text)),
        (error) => lost(`answer cut short (${codeOf(error)})`),
      );
    });
    outgoing.end(body);
  });
}

async function collect(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new Error('too large');
  }
  return Buffer.concat(chunks).toString('utf8');
}

function toReply({ statusCode = 0 }: IncomingMessage, text: string): Reply {
  try {
    return { is: 'answered', status: statusCode, body: text === '' ? undefined : JSON.parse(text) };
  } catch {
    return { is: 'lost', why: 'the answer is not JSON', status: statusCode };
  }
}

/** The system's short code of an error. Its message can name addresses, so it stays here. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'error';
}
