import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { closeServer, listen, toUrl } from '../../infra/local/loopback.ts';

/** What a server answers next; `lost`: it takes the request and hangs up. */
export type Scripted =
  | 'lost'
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown };

export type Received = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** A server on this machine that answers by a script, the last line for ever. */
export async function startScriptedApi(t: TestContext, ...script: readonly Scripted[]) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const answer = script[Math.min(received.length, script.length - 1)] ?? 'lost';
    const { method = '', url = '', headers } = request;
    received.push({ method, url, headers, body: await text(request) });
    if (answer === 'lost') return void request.socket.destroy();
    const body = JSON.stringify(answer.body ?? {});
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(body);
  });
  const baseUrl = toUrl(await listen(server, 0));
  t.after(() => closeServer(server));
  return { baseUrl, received };
}
