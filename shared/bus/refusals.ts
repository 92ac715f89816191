import type { EstornoError, ProblemCode } from '../domain/problem.ts';

const MALFORMED: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'validation_failed',
  'idempotency_key_missing',
  'idempotency_key_invalid',
  'forbidden',
]);

/** Not even a command: its producer has a bug, and people need to see what it sent. */
export function isMalformed({ name }: EstornoError): boolean {
  return MALFORMED.has(name);
}
