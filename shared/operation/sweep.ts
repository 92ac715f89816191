import type { StoredProblem } from '../domain/operation.ts';
import { openOperation } from '../domain/payment.ts';
import { EstornoError } from '../domain/problem.ts';
import { dueShards } from '../domain/save.ts';
import { postponed } from '../domain/transitions/sending.ts';
import type { DueCursor, LedgerStore } from '../ports/ledger-store.ts';
import { nameOfError } from '../ports/log.ts';
import { OPERATION_MS } from '../provider/budgets.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import type { Operations } from './operations.ts';
import { createSteps, type Invocation, type OperationsDeps, type Standing } from './steps.ts';

/** Why nothing could be done: our own mistakes by their name only. */
function toReason(error: unknown): StoredProblem {
  return error instanceof EstornoError
    ? { code: error.name, detail: error.message }
    : { code: 'internal_error', detail: `our own code failed (${nameOfError(error)})` };
}

/** Payments taken from the index at a time. */
const PAGE = 25;

/** Operations resolved side by side by one sweeper. */
const LANES = 8;

type Counts = { resolved: number; failed: number; left: boolean };

/** What a sweep did. `left`: it ended for lack of time, and the rest stays due. */
export type Swept = Readonly<Counts>;

/**
 * Resolves what is due at one provider: claims, reads, sends only what the protocol allows. Two sweepers at once do
 * no harm, since each claim is one conditional write; what one cannot finish stays due.
 */
export function createSweeper<C extends BaseCredentials>(
  deps: OperationsDeps<C> & {
    readonly store: Pick<LedgerStore, 'listDue' | 'read'>;
    readonly operations: Pick<Operations, 'resume'>;
  },
): (invocation: Invocation) => Promise<Swept> {
  const { connector, store, operations, clock, random, log } = deps;
  const { change, toWorker } = createSteps(deps);

  return async (invocation) => {
    const counts = { resolved: 0, failed: 0, left: false };
    const unlisted: unknown[] = [];
    const keys = dueKeys(invocation, unlisted);
    // All lanes end before the answer, whatever becomes of one: nothing may go on after it.
    const lanes = await Promise.allSettled(
      Array.from({ length: LANES }, () => sweepLane(keys, invocation, counts)),
    );
    const broken = lanes.find((lane) => lane.status === 'rejected');
    if (broken) throw broken.reason;
    if (counts.resolved + counts.failed > 0) {
      const { left: cut, ...done } = counts;
      log.info('swept', { provider: connector.id, ...done, cut });
    }
    if (unlisted.length > 0) throw unlisted[0];
    return counts;
  };

  /** Payments that are due, each for one lane. What keeps one shard from being listed keeps the others from nothing. */
  async function* dueKeys(invocation: Invocation, unlisted: unknown[]): AsyncGenerator<string> {
    for (const shard of shuffled(dueShards(connector.id))) {
      if (!hasRoom(invocation)) return;
      try {
        yield* keysOf(shard);
      } catch (error) {
        log.error('shard_not_listed', { error: nameOfError(error) });
        unlisted.push(error);
      }
    }
  }

  async function* keysOf(shard: string): AsyncGenerator<string> {
    let after: DueCursor | undefined;
    do {
      const page = await store.listDue(shard, { until: clock(), limit: PAGE, after });
      yield* page.payments;
      after = page.next;
    } while (after);
  }

  async function sweepLane(
    keys: AsyncGenerator<string>,
    invocation: Invocation,
    counts: Counts,
  ): Promise<void> {
    while (hasRoom(invocation)) {
      const { value: key, done } = await keys.next();
      if (done) return;
      if (await resolve(key, invocation)) counts.resolved++;
      else counts.failed++;
    }
    counts.left = true;
  }

  async function resolve(key: string, invocation: Invocation): Promise<boolean> {
    let standing: Standing | undefined;
    try {
      const payment = await store.read(key);
      const operation = openOperation(payment);
      if (!payment || !operation) return true;
      standing = { payment, operation };
      await operations.resume(standing, invocation, { asked: false });
      return true;
    } catch (error) {
      log.error('sweep_failed', { payment: key, error: nameOfError(error) });
      const why = toReason(error);
      if (standing)
        await change(standing, (operation) => postponed(operation, toWorker('', invocation), why));
      return false;
    }
  }

  function hasRoom({ deadline, signal }: Invocation): boolean {
    return !signal.aborted && deadline - clock() >= OPERATION_MS;
  }

  /** Sweepers that run at the same time begin at different shards. */
  function shuffled(shards: readonly string[]): string[] {
    const from = Math.floor(random() * shards.length);
    return [...shards.slice(from), ...shards.slice(0, from)];
  }
}
