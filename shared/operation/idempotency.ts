import { toUuid } from '../domain/ids.ts';
import { type EpochMs, MINUTE_MS } from '../domain/time.ts';
import type { MethodTraits } from '../provider/traits.ts';
import { coversAll } from './amounts.ts';
import type { Attempt } from './attempt.ts';
import { isLastAnsweredWithError, liveAttempts } from './attempt-facts.ts';
import type { Operation } from './operation.ts';

/** A repeat has to arrive before the provider forgets the key. */
const ARRIVAL_MS = MINUTE_MS;

/** The same request may go out again now, and takes effect once. */
export function isHarmlessToRepeat(
  operation: Operation,
  { idempotency }: MethodTraits,
  now: EpochMs,
): boolean {
  switch (idempotency.is) {
    case 'none':
      return false;
    case 'by_nature':
      return coversAll(operation);
    case 'key': {
      const isUsedUp = idempotency.burnsOnError && isLastAnsweredWithError(operation);
      return !isUsedUp && now + ARRIVAL_MS < firstUseOf(operation) + idempotency.lifetimeMs;
    }
  }
}

/** When the key of the last attempt was sent first. */
function firstUseOf(operation: Operation): EpochMs {
  const attempts = liveAttempts(operation);
  const key = attempts.at(-1)?.idempotencyKey;
  return attempts.find(({ idempotencyKey }) => idempotencyKey === key)?.sentAt ?? 0;
}

/**
 * The key of the next attempt where it is not the operation's first one: where that is used up, or went with a request of the
 * other method or of another amount.
 */
export function nextIdempotencyKey(
  operation: Operation,
  { number, amount }: Pick<Attempt, 'number' | 'amount'>,
  { idempotency }: MethodTraits,
): string | undefined {
  if (idempotency.is !== 'key' || operation.attempts.length === 0) return undefined;
  const last = operation.attempts.findLast(({ method }) => method === operation.method);
  const isUsedUp = idempotency.burnsOnError && isLastAnsweredWithError(operation);
  return last?.amount === amount && last && !isUsedUp
    ? last.idempotencyKey
    : toUuid(`${operation.id}#${number}`);
}

/** The key that the last attempt carried, or that the first one will carry. */
export function idempotencyKeyOf({ id, attempts }: Pick<Operation, 'id' | 'attempts'>): string {
  return attempts.at(-1)?.idempotencyKey ?? toUuid(id);
}

/** Every key that a request of the operation may have carried, by which its effect is recognized. */
export function idempotencyKeysOf({ id, attempts }: Pick<Operation, 'id' | 'attempts'>): readonly string[] {
  return [toUuid(id), ...attempts.flatMap(({ idempotencyKey }) => idempotencyKey ?? [])];
}
