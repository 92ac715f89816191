import { EstornoError } from '../domain/problem.ts';
import type { DueCursor, LedgerStore } from '../ports/ledger-store.ts';
import { nameOfError } from '../ports/log.ts';
import { OPERATION_MS } from '../provider/budgets.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import { resume } from './operations.ts';
import { type OperationContext, openOperation, type Payment } from './payment.ts';
import type { ProblemRecord } from './problem-record.ts';
import { decide, type Invocation, type RunnerDeps } from './runner.ts';
import { dueShards } from './save.ts';

/** Payments taken from the index at a time. */
const PAGE = 25;

/** Operations resolved side by side by one sweeper. */
const LANES = 8;

type Counts = { resolved: number; failed: number; left: boolean };

/** What a sweep did. `left`: it ended for lack of time, and the rest stays due. */
export type Swept = Readonly<Counts>;

export type SweepDeps<C extends BaseCredentials> = RunnerDeps<C> & {
  readonly store: Pick<LedgerStore<Payment>, 'listDue' | 'read'>;
};

/** What one sweep works off, shared by its lanes. */
type Sweep<C extends BaseCredentials> = {
  readonly deps: SweepDeps<C>;
  readonly invocation: Invocation;
  readonly keys: AsyncGenerator<string>;
  readonly counts: Counts;
};

/**
 * Resolves what is due at one provider: claims, inquires, sends only what the protocol allows. Two sweepers at once do no
 * harm, since each claim is one conditional write; what one cannot finish stays due.
 */
export async function sweep<C extends BaseCredentials>(
  deps: SweepDeps<C>,
  invocation: Invocation,
): Promise<Swept> {
  const counts = { resolved: 0, failed: 0, left: false };
  const unlisted: unknown[] = [];
  const work = { deps, invocation, counts, keys: dueKeys(deps, invocation, unlisted) };
  // All lanes end before the answer, whatever becomes of one: nothing may go on after it.
  const lanes = await Promise.allSettled(Array.from({ length: LANES }, () => sweepLane(work)));
  const broken = lanes.find((lane) => lane.status === 'rejected');
  if (broken) throw broken.reason;
  if (counts.resolved + counts.failed > 0) {
    const { left: cut, ...done } = counts;
    deps.log.info('swept', { provider: deps.connector.id, ...done, cut });
  }
  if (unlisted.length > 0) throw unlisted[0];
  return counts;
}

/** Payments that are due, each for one lane. What keeps one shard from being listed keeps the others from nothing. */
async function* dueKeys<C extends BaseCredentials>(
  deps: SweepDeps<C>,
  invocation: Invocation,
  unlisted: unknown[],
): AsyncGenerator<string> {
  for (const shard of rotated(dueShards(deps.connector.id), deps.random())) {
    if (!hasTime(deps, invocation)) return;
    try {
      yield* keysOf(deps, shard);
    } catch (error) {
      deps.log.error('shard_not_listed', { error: nameOfError(error) });
      unlisted.push(error);
    }
  }
}

async function* keysOf<C extends BaseCredentials>(
  { store, clock }: SweepDeps<C>,
  shard: string,
): AsyncGenerator<string> {
  let after: DueCursor | undefined;
  do {
    const page = await store.listDue(shard, { until: clock(), limit: PAGE, after });
    yield* page.payments;
    after = page.next;
  } while (after);
}

async function sweepLane<C extends BaseCredentials>(work: Sweep<C>): Promise<void> {
  const { deps, invocation, keys, counts } = work;
  while (hasTime(deps, invocation)) {
    const { value: key, done } = await keys.next();
    if (done) return;
    if (await resolve(deps, invocation, key)) counts.resolved++;
    else counts.failed++;
  }
  counts.left = true;
}

async function resolve<C extends BaseCredentials>(
  deps: SweepDeps<C>,
  invocation: Invocation,
  key: string,
): Promise<boolean> {
  let context: OperationContext | undefined;
  try {
    const payment = await deps.store.read(key);
    const operation = openOperation(payment);
    if (!payment || !operation) return true;
    context = { payment, operation };
    const resumed = await resume(deps, context, invocation, { asked: false });
    return resumed.isStale !== true;
  } catch (error) {
    deps.log.error('sweep_failed', { payment: key, error: nameOfError(error) });
    const input = { type: 'postpone', problem: toProblem(error) } as const;
    if (context) await decide(deps, context, input, { owner: '', invocation, gate: 'open' });
    return false;
  }
}

/** Why nothing could be done: our own mistakes by their name only. */
function toProblem(error: unknown): ProblemRecord {
  return error instanceof EstornoError
    ? { code: error.name, detail: error.message }
    : { code: 'internal_error', detail: `our own code failed (${nameOfError(error)})` };
}

function hasTime<C extends BaseCredentials>(
  { clock }: SweepDeps<C>,
  { deadline, signal }: Invocation,
): boolean {
  return !signal.aborted && deadline - clock() >= OPERATION_MS;
}

/** Sweepers that run at the same time begin at different shards. */
function rotated(shards: readonly string[], random: number): readonly string[] {
  const from = Math.floor(random * shards.length);
  return [...shards.slice(from), ...shards.slice(0, from)];
}
