import type * as z from 'zod/mini';
import type { Limits } from '../domain/limits.ts';
import { EstornoError } from '../domain/problem.ts';
import { cutText } from '../domain/text.ts';
import { parseInput, requireIdempotencyKey, validationFailed } from '../input/parse-input.ts';
import { type HttpEvent, headerOf } from './http-event.ts';

const MAX_BODY_BYTES = 16 * 1024;

/** `"key"`: a String of structured fields (RFC 9651), as the IETF's draft of this header has it. */
const QUOTED = /^"((?:[^"\\]|\\["\\])*)"$/;

/**
 * The body of a request, parsed. No body means `{}`.
 * @throws EstornoError payload_too_large, unsupported_media_type, validation_failed
 */
export function readBody<T>(event: HttpEvent, schema: z.ZodMiniType<T>, mostBytes = MAX_BODY_BYTES): T {
  const bytes = readBytes(event, mostBytes);
  if (bytes.length > 0) requireJson(event);
  return parseInput(schema, bytes.length === 0 ? {} : parseJson(bytes));
}

function readBytes({ body, isBase64Encoded }: HttpEvent, mostBytes: number): Buffer {
  const bytes = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > mostBytes)
    throw new EstornoError('payload_too_large', {
      detail: `The body has more than ${mostBytes} bytes.`,
    });
  // Node leaves out what it cannot decode: nothing might remain, which means the whole payment.
  if (isBase64Encoded && !BASE64.test(body ?? '')) throw validationFailed([NO_BASE64]);
  return bytes;
}

/** RFC 4648, with its padding or without. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

const NO_BASE64 = { pointer: '', detail: 'the body is marked as base64, and is not base64' };

/** A key in quotes is the same key. @throws EstornoError idempotency_key_missing, idempotency_key_invalid */
export function readIdempotencyKey(event: HttpEvent): string {
  const header = headerOf(event, 'idempotency-key');
  const quoted = QUOTED.exec(header ?? '')?.[1];
  return requireIdempotencyKey(quoted?.replace(/\\(.)/g, '$1') ?? header, 'The header Idempotency-Key');
}

/** Seconds of `Prefer: wait=N` (RFC 7240), at most those of the deployment. Undefined where it is absent; what cannot be read is ignored. */
export function readWaitSeconds(event: HttpEvent, { waitSeconds }: Limits): number | undefined {
  const preferences = (headerOf(event, 'prefer') ?? '').split(',');
  const wait = preferences
    .map((one) => /^\s*wait\s*=\s*"?(\d{1,9})"?\s*(;|$)/i.exec(one)?.[1])
    .find((one) => one !== undefined);
  return wait === undefined ? undefined : Math.min(Number(wait), waitSeconds);
}

/** @throws EstornoError unsupported_media_type */
function requireJson(event: HttpEvent): void {
  const encoding = headerOf(event, 'content-encoding')?.trim().toLowerCase();
  if (encoding && encoding !== 'identity')
    throw new EstornoError('unsupported_media_type', {
      detail: `The body is encoded (${cutText(encoding, 64)}); send it as it is, without Content-Encoding.`,
    });
  const [type, ...parameters] = (headerOf(event, 'content-type') ?? '')
    .split(';')
    .map((part) => part.trim().toLowerCase());
  if (type === 'application/json') {
    requireUtf8(parameters);
    return;
  }
  throw new EstornoError('unsupported_media_type', {
    detail: type
      ? `The body is ${cutText(type, 64)}; send application/json.`
      : 'Content-Type is missing; send application/json.',
  });
}

/** JSON is UTF-8 (RFC 8259), of which ASCII is a part. @throws EstornoError unsupported_media_type */
function requireUtf8(parameters: readonly string[]): void {
  const charset = parameters.map((one) => /^charset\s*=\s*"?([^"]*)"?$/.exec(one)?.[1]).find(Boolean);
  if (charset === undefined || ['utf-8', 'utf8', 'us-ascii'].includes(charset)) return;
  throw new EstornoError('unsupported_media_type', {
    detail: `The body is in ${cutText(charset, 64)}; send application/json in UTF-8.`,
  });
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw validationFailed([{ pointer: '', detail: 'the body is not valid JSON in UTF-8' }]);
  }
}
