import { AsyncLocalStorage } from 'node:async_hooks';
import type { EpochMs } from '../../shared/domain/time.ts';
import type { Owner } from './scheduler.ts';

/** One run of a function for one trigger, in one process. */
export type SimulatedInvocation = {
  readonly id: string;
  readonly process: Owner;
  readonly trigger: string;
  readonly controller: AbortController;
  readonly deadline: EpochMs;
  /** Its caller has its answer, early or not. */
  answered: boolean;
  /** Calls to the store that it made and that did not end well. */
  storeErrors: number;
  /** The last that it heard of the ledger is that the ledger gave no answer. */
  ledgerIsAway: boolean;
  /** Ids that it has drawn. Each begins with the id of the invocation, so that every write tells its writer. */
  ids: number;
};

const running = new AsyncLocalStorage<SimulatedInvocation>();

export function runAs<T>(invocation: SimulatedInvocation, work: () => T): T {
  return running.run(invocation, work);
}

/** On whose behalf the code runs now, also after a thaw. */
export function currentInvocation(): SimulatedInvocation {
  const invocation = running.getStore();
  if (!invocation) throw new Error('a port was called outside of every invocation');
  return invocation;
}

/** Which invocation drew an id. */
export function drawnBy(id: string | undefined, { id: invocation }: SimulatedInvocation): boolean {
  return id?.startsWith(`${invocation}.`) ?? false;
}
