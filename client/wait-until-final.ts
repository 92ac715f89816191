import type { Operation } from './api-types.ts';
import { isOperation } from './read-answer.ts';
import type { Requester } from './requester.ts';
import { untilAborted } from './until-aborted.ts';

/** Seconds between reads; the last one is repeated. */
const DELAYS_S = [1, 2, 4, 8, 15, 30];

export type WaitOptions = {
  /** Milliseconds, approximately. @default 600000 */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
};

type Deps = {
  readonly request: Requester;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
};

export function isFinal({ state }: Pick<Operation, 'state'>): boolean {
  return state === 'succeeded' || state === 'failed';
}

/**
 * Reads an operation until it is final, waits for a person, or the timeout ends: check its `state`. The service brings
 * every operation to its end without this; it only observes.
 */
export async function waitUntilFinal(
  operation: Operation,
  { timeoutMs = 600_000, signal }: WaitOptions,
  { request, sleep }: Deps,
): Promise<Operation> {
  let current = operation;
  let leftMs = timeoutMs;
  for (let reads = 0; !isFinal(current) && !current.action && leftMs > 0; reads++) {
    const delayMs = Math.min(leftMs, 1000 * (DELAYS_S[reads] ?? 30));
    await untilAborted(signal, () => sleep(delayMs, signal));
    leftMs -= delayMs;
    current = await request({ method: 'GET', path: current.links.self, signal, is: isOperation });
  }
  return current;
}
