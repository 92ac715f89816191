import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { closeServer, listen, toUrl } from '../../local/loopback.ts';

/** What a server answers next. `lost`: it reads the request and closes the connection. `isCut`: it closes it within the body. */
export type Scripted =
  | 'lost'
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
      readonly isCut?: boolean;
    };

export type Received = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** A server on this machine that answers by a script, of which the last line repeats. */
export async function startScriptedApi(t: TestContext, ...script: readonly Scripted[]) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const answer = script[Math.min(received.length, script.length - 1)] ?? 'lost';
    const { method = '', url = '' } = request;
    received.push({ method, url, headers: request.headers, body: await text(request) });
    if (answer === 'lost') return void request.socket.destroy();
    const body = JSON.stringify(answer.body ?? {});
    const length = Buffer.byteLength(body) + (answer.isCut ? 1 : 0);
    const headers = { 'content-type': 'application/json', 'content-length': length, ...answer.headers };
    response.writeHead(answer.status, headers);
    response.write(body, () => (answer.isCut ? request.socket.destroy() : response.end()));
  });
  const baseUrl = toUrl(await listen(server, 0));
  t.after(() => closeServer(server));
  return { baseUrl, received };
}
