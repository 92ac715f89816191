import { isFinal, type Operation } from '../domain/operation.ts';
import { SECOND_MS } from '../domain/time.ts';
import { type Log, nameOfError } from '../ports/log.ts';
import type { Ledger } from './ledger.ts';
import type { Operations } from './operations.ts';
import { type Invocation, type OperationsDeps, type Standing, toStanding } from './steps.ts';

/** Seconds from the beginning of a wait after which the provider is read again. */
const LOOKS_S = [2, 4, 8, 16];

/** Milliseconds kept free at the end of an invocation that waits: enough for one more look. */
const LAST_LOOK_MS = 6_000;

/** Stays until the operation is final, looking again now and then, or until the time is over. */
export async function waitUntilFinal(
  standing: Standing,
  waitSeconds: number,
  invocation: Invocation,
  deps: {
    operations: Pick<Operations, 'resumeIfPossible'>;
    ledger: Ledger;
    clock: OperationsDeps<never>['clock'];
    sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
    log: Log;
  },
): Promise<Standing> {
  const { operations, ledger, clock, sleep, log } = deps;
  const began = clock();
  const until = Math.min(began + waitSeconds * SECOND_MS, invocation.deadline - LAST_LOOK_MS);
  const looks = [...LOOKS_S.map((seconds) => began + seconds * SECOND_MS).filter((at) => at < until), until];

  let current = standing;
  for (const at of looks) {
    if (isDecided(current.operation) || invocation.signal.aborted) return current;
    await sleep(Math.max(0, at - clock()), invocation.signal);
    // The operation is known already: a ledger that is away for a moment makes no failure of that.
    const payment = await ledger.read(current.payment).catch((error: unknown) => {
      log.error('wait_unread', { operation: current.operation.id, error: nameOfError(error) });
      return current.payment;
    });
    current = await operations.resumeIfPossible(toStanding(payment, current.operation.id), invocation);
  }
  return current;
}

/** Waiting will not change it. */
function isDecided(operation: Operation): boolean {
  return isFinal(operation) || operation.state === 'manual_review';
}
