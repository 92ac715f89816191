import type * as z from 'zod/mini';
import { IDEMPOTENCY_KEY } from '../domain/ids.ts';
import { EstornoError } from '../domain/problem.ts';
import { cutText } from '../domain/text.ts';

/** The most fields that are named as wrong: an answer and an event can only be so long. */
const MAX_ERRORS = 32;

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

/** `name`: what its sender calls it. @throws EstornoError idempotency_key_missing, idempotency_key_invalid */
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
