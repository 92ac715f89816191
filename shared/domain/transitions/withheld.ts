import type { Operation } from '../operation.ts';
import { sendUntil } from '../schedule.ts';
import { MINUTE_MS } from '../time.ts';
import { released, type Worker } from './moves.ts';
import { unsentForGood } from './sending.ts';

/** When to look again whether it may be sent: soon after the switch is turned on, and cheap while it is off. */
const AGAIN_MS = 3 * MINUTE_MS;

/** Spread by up to this much, so that all that waited does not go out in one moment. */
const SPREAD_MS = MINUTE_MS;

/**
 * It would be sent now, and the provider is switched off. It waits: what was never sent for as long as that lasts,
 * unless its caller's limit or the provider's window ends it. The day that it has otherwise begins anew.
 */
export function withheld(operation: Operation, by: Worker): Operation {
  const waits: Operation = {
    ...released(operation),
    dueAt: Math.round(by.now + AGAIN_MS + SPREAD_MS * by.random),
  };
  if (operation.attempts > 0) return waits;
  const problem = { code: 'provider_disabled', detail: OFF } as const;
  const unsent: Operation = { ...waits, problem, withheldAt: by.now };
  return by.now >= sendUntil(unsent) ? unsentForGood(unsent, by.now) : unsent;
}

/** What was decided, unless it is one more request that could move money. */
export function withoutSend(
  operation: Operation,
  decided: Operation | undefined,
  by: Worker,
): Operation | undefined {
  const sends = decided?.state === 'sending' && decided.attempts > operation.attempts;
  return sends ? withheld(operation, by) : decided;
}

const OFF = 'The provider is switched off at the moment. It will be sent when it is on again.';
