import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import type { Delivery, Fault } from './faults.ts';

/** An answer as it would leave if nothing went wrong on the way. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What the provider's logic came to. */
export interface Outcome {
  readonly status: number;
  /** The JSON of the body; absent means an empty body. */
  readonly json?: unknown;
  /** Makes it so. Without it the provider has only answered. */
  readonly apply?: () => void;
}

/** @param contentType of the provider's JSON */
export function toAnswer(outcome: Outcome, fault: Fault, contentType: string): Answer {
  const replaced = 'body' in fault && fault.body !== undefined;
  const plain = replaced ? toBytes(fault.body) : toBytes(withFields(outcome.json, fault.fields) ?? '');
  const type =
    replaced && typeof fault.body === 'string' && fault.body.startsWith('<') ? 'text/html' : contentType;
  const { body, headers = {} } = fault.encode && plain.length > 0 ? fault.encode(plain) : { body: plain };
  return {
    status: fault.status ?? outcome.status,
    headers: {
      ...(body.length > 0 ? { 'content-type': type } : {}),
      'content-length': `${body.length}`,
      ...headers,
      ...fault.headers,
    },
    body,
  };
}

function toBytes(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function withFields(json: unknown, fields: Fault['fields']): unknown {
  if (!fields || typeof json !== 'object' || json === null || Array.isArray(json)) return json;
  return { ...json, ...fields };
}

/** Long enough for headers to arrive before the reset that follows them. */
const BEFORE_RESET_MS = 5;

/**
 * Sends an answer as the options say.
 * @param onLast called just before the last byte leaves: from then on the caller may use its token again
 */
export async function deliver(
  response: ServerResponse,
  answer: Answer,
  options: { readonly delivery: Delivery; readonly dripEveryMs: number; readonly onLast: () => void },
): Promise<void> {
  if (options.delivery === 'never' || response.destroyed) return;
  if (options.delivery === 'reset-before-headers') {
    options.onLast();
    reset(response);
    return;
  }
  response.writeHead(answer.status, answer.headers);
  if (options.delivery === 'dripped') await drip(response, answer.body, options.dripEveryMs);
  options.onLast();
  if (options.delivery === 'whole') response.end(answer.body);
  else if (options.delivery === 'dripped') response.end();
  else if (options.delivery === 'truncated') truncate(response, answer.body);
  else await resetAfterHeaders(response);
}

/** Over TLS the connection ends without a word, which is as much. */
function reset({ socket }: ServerResponse): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket?.resetAndDestroy();
}

async function drip(response: ServerResponse, body: Buffer, everyMs: number): Promise<void> {
  for (const byte of body) {
    if (response.destroyed) return;
    response.write(Buffer.of(byte));
    await sleep(everyMs, undefined, { ref: false });
  }
}

function truncate(response: ServerResponse, body: Buffer): void {
  response.flushHeaders();
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.end());
}

async function resetAfterHeaders(response: ServerResponse): Promise<void> {
  response.flushHeaders();
  await sleep(BEFORE_RESET_MS, undefined, { ref: false });
  reset(response);
}
