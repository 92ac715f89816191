import { type EpochMs, SECOND_MS } from '../domain/time.ts';
import { nameOfError } from '../ports/log.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import { isFinal, type Operation } from './operation.ts';
import { resumeIfPossible } from './operations.ts';
import { type OperationContext, toOperationContext } from './payment.ts';
import type { Invocation, RunnerDeps } from './runner.ts';

/** Seconds from the beginning of a wait after which another inquiry is made. */
const INQUIRIES_S = [2, 4, 8, 16];

/** Milliseconds kept free at the end of an invocation that waits: enough for one more inquiry. */
const LAST_INQUIRY_MS = 6_000;

type WaitDeps<C extends BaseCredentials> = RunnerDeps<C> & {
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
};

/**
 * Waits until the operation is final, inquiring again now and then, or until the time is over.
 * @param wantedUntil when the wait ends at the latest
 */
export async function waitUntilFinal<C extends BaseCredentials>(
  deps: WaitDeps<C>,
  context: OperationContext,
  wantedUntil: EpochMs,
  invocation: Invocation,
): Promise<OperationContext> {
  const began = deps.clock();
  const until = Math.min(wantedUntil, invocation.deadline - LAST_INQUIRY_MS);
  const inquiries = INQUIRIES_S.map((seconds) => began + seconds * SECOND_MS).filter((at) => at < until);
  let current = context;
  for (const at of [...inquiries, until]) {
    if (isDecided(current.operation) || invocation.signal.aborted) return current;
    await deps.sleep(Math.max(0, at - deps.clock()), invocation.signal);
    current = await readAgain(deps, current, invocation);
  }
  return current;
}

/** What could not be read again is marked as such: it is not the state of now. */
async function readAgain<C extends BaseCredentials>(
  deps: WaitDeps<C>,
  context: OperationContext,
  invocation: Invocation,
): Promise<OperationContext> {
  try {
    const payment = await deps.ledger.read(context.payment);
    return await resumeIfPossible(deps, toOperationContext(payment, context.operation.id), invocation);
  } catch (error) {
    deps.log.error('wait_unread', { operation: context.operation.id, error: nameOfError(error) });
    return { ...context, isStale: true };
  }
}

/** Waiting will not change it. */
export function isDecided(operation: Operation): boolean {
  return isFinal(operation) || operation.state === 'manual_review';
}
