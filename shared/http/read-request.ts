import type * as z from 'zod/mini';
import { IDEMPOTENCY_KEY } from '../domain/ids.ts';
import { EstornoError } from '../domain/problem.ts';
import { cutText } from '../domain/text.ts';
import { type HttpEvent, headerOf } from './http-event.ts';

/** The most fields that are named as wrong: an answer and an event can only be so long. */
const MAX_ERRORS = 32;

const MAX_BODY_BYTES = 16 * 1024;

/** The longest wait that `Prefer: wait` is taken for, in seconds. */
export const MAX_WAIT_SECONDS = 20;

/** The body of a request, parsed. No body means `{}`. @throws EstornoError payload_too_large, unsupported_media_type, validation_failed */
export function readBody<T>(event: HttpEvent, schema: z.ZodMiniType<T>): T {
  const bytes = readBytes(event);
  if (bytes.length > 0) requireJsonType(event);
  return parseInput(schema, bytes.length === 0 ? {} : parseJson(bytes));
}

/** The JSON of a body, whatever its type is said to be. @throws EstornoError payload_too_large, validation_failed */
export function readJson(event: HttpEvent): unknown {
  return parseJson(readBytes(event));
}

function readBytes({ body, isBase64Encoded }: HttpEvent): Buffer {
  const bytes = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAX_BODY_BYTES)
    throw new EstornoError('payload_too_large', {
      detail: `The body has more than ${MAX_BODY_BYTES} bytes.`,
    });
  // Node leaves out what it cannot decode: nothing might remain, which means the whole payment.
  if (isBase64Encoded && !BASE64.test(body ?? '')) throw validationFailed([NO_BASE64]);
  return bytes;
}

/** RFC 4648, with its padding or without. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

const NO_BASE64 = { pointer: '', detail: 'the body is said to be in base64, and is not' };

/** @throws EstornoError validation_failed, with a pointer to each field that is wrong */
export function parseInput<T>(schema: z.ZodMiniType<T>, input: unknown): T {
  // A schema that carries unknown fields through leaves this one out, and so would take it.
  if (typeof input === 'object' && input !== null && Object.hasOwn(input, '__proto__'))
    throw validationFailed([{ pointer: '/__proto__', detail: NOT_KNOWN }]);
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  // One sentence per field: several rules of one field say the same.
  const errors = new Map<string, string>();
  for (const { pointer, detail } of parsed.error.issues.flatMap(toFieldErrors))
    if (!errors.has(pointer)) errors.set(pointer, detail);
  throw validationFailed([...errors].slice(0, MAX_ERRORS).map(([pointer, detail]) => ({ pointer, detail })));
}

export function validationFailed(errors: readonly { pointer: string; detail: string }[]): EstornoError {
  return new EstornoError('validation_failed', {
    errors,
    detail: 'Some of the request is not valid: see `errors`.',
  });
}

/** @throws EstornoError idempotency_key_missing, idempotency_key_invalid */
export function readIdempotencyKey(event: HttpEvent): string {
  return requireIdempotencyKey(headerOf(event, 'idempotency-key'), 'The header Idempotency-Key');
}

/** `name`: how whoever sent it calls it. @throws EstornoError idempotency_key_missing, idempotency_key_invalid */
export function requireIdempotencyKey(key: unknown, name: string): string {
  if (key === undefined || key === null || key === '')
    throw new EstornoError('idempotency_key_missing', { detail: `${name} is missing.` });
  if (typeof key !== 'string' || !IDEMPOTENCY_KEY.test(key)) {
    throw new EstornoError('idempotency_key_invalid', {
      detail: `${name} takes 1 to 255 visible ASCII characters without comma, quotes or space, and only once.`,
    });
  }
  return key;
}

/** Seconds of `Prefer: wait=N` (RFC 7240), at most 20. Undefined where it is absent; what cannot be read is ignored. */
export function readWaitSeconds(event: HttpEvent): number | undefined {
  const preferences = (headerOf(event, 'prefer') ?? '').split(',');
  const wait = preferences
    .map((one) => /^\s*wait\s*=\s*"?(\d{1,9})"?\s*(;|$)/i.exec(one)?.[1])
    .find((one) => one !== undefined);
  return wait === undefined ? undefined : Math.min(Number(wait), MAX_WAIT_SECONDS);
}

function requireJsonType(event: HttpEvent): void {
  const type = headerOf(event, 'content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type === 'application/json') return;
  throw new EstornoError('unsupported_media_type', {
    detail: type
      ? `The body is ${cutText(type, 64)}; send application/json.`
      : 'Content-Type is missing; send application/json.',
  });
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw validationFailed([{ pointer: '', detail: 'the body is not valid JSON in UTF-8' }]);
  }
}

const NOT_KNOWN = 'this field is not known here';

function toFieldErrors(issue: z.core.$ZodIssue): { pointer: string; detail: string }[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: toPointer([...issue.path, key]),
      detail: NOT_KNOWN,
    }));
  }
  return [{ pointer: toPointer(issue.path), detail: issue.message }];
}

/** A JSON Pointer (RFC 6901). Long names are cut: they come from outside. */
function toPointer(path: readonly PropertyKey[]): string {
  return path
    .map((part) => `/${cutText(String(part), 64).replace(/~/g, '~0').replace(/\//g, '~1')}`)
    .join('');
}
