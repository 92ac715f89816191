import { type IncomingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** A header with several values is sent as several lines. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[]>>;

export type HttpRequest = {
  /** @default 'GET' */
  readonly method?: string;
  /** Sent as it is: nothing is escaped or collapsed. */
  readonly path: string;
  readonly headers?: RequestHeaders;
  readonly body?: string | Buffer;
};

export type HttpAnswer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Parsed where it is JSON. */
  readonly body: unknown;
};

/** One exchange, with nothing added but what HTTP itself needs. */
export function callHttp(baseUrl: string, call: HttpRequest): Promise<HttpAnswer> {
  const { method = 'GET', path, headers = {}, body = '' } = call;
  return new Promise((resolve, reject) => {
    const lines = Object.entries(headers).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : [...value],
    ]);
    const outgoing = request(baseUrl, { method, path, headers: Object.fromEntries(lines) }, (response) => {
      const { statusCode: status = 0, headers: answered } = response;
      text(response).then(
        (whole) => resolve({ status, headers: answered, text: whole, body: parseJson(whole) }),
        reject,
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function parseJson(whole: string): unknown {
  try {
    return JSON.parse(whole);
  } catch {
    return undefined;
  }
}
