import type { MerchantId } from '../domain/ids.ts';
import { EstornoError } from '../domain/problem.ts';
import type { DueCursor, LedgerStore } from '../ports/ledger-store.ts';
import { nameOfError } from '../ports/log.ts';
import { OPERATION_MS } from '../provider/budgets.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import { resume } from './operations.ts';
import { type OperationContext, openOperation, type Payment } from './payment.ts';
import type { ProblemRecord } from './problem-record.ts';
import { hasRecovered, isInTrouble, listWaiting } from './recovery.ts';
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
  /** Merchants whose provider answers again. */
  readonly recovered: Set<MerchantId>;
  /** Why a part of the index could not be listed. */
  readonly unlisted: unknown[];
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
  const keys = dueKeys(deps, invocation, unlisted);
  const work = { deps, invocation, counts, keys, unlisted, recovered: new Set<MerchantId>() };
  await inLanes(() => sweepLane(work));
  for (const merchantId of work.recovered) await pullForward(work, merchantId);
  if (counts.resolved + counts.failed > 0) {
    const { left: cut, ...done } = counts;
    deps.log.info('swept', { provider: deps.connector.id, ...done, cut });
  }
  if (unlisted.length > 0) throw unlisted[0];
  return counts;
}

/** All lanes end before the answer, whatever becomes of one: nothing may go on after it. */
async function inLanes(lane: () => Promise<void>): Promise<void> {
  const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane));
  const broken = lanes.find(({ status }) => status === 'rejected');
  if (broken?.status === 'rejected') throw broken.reason;
}

/**
 * The first success at an account after an outage: what else waits there is sent now, the oldest first, whenever its own
 * turn would be; until the provider is in trouble again.
 */
async function pullForward<C extends BaseCredentials>(work: Sweep<C>, merchantId: MerchantId): Promise<void> {
  const { deps, invocation, counts } = work;
  const provider = deps.connector.id;
  const waiting = await listWaitingAt(work, merchantId);
  if (waiting.length === 0) return;
  deps.log.info('recovering', { provider, merchant: merchantId, count: waiting.length });
  const queue = waiting.values();
  let answers = true;
  await inLanes(async () => {
    for (const context of queue) {
      if (!answers || !hasTime(deps, invocation)) return;
      const resumed = await resumeOrPostpone(work, context, { asked: true });
      // What could not be resumed says nothing of the provider.
      answers &&= !resumed || !isInTrouble(resumed.operation);
      if (resumed) counts.resolved++;
      else counts.failed++;
    }
  });
}

async function listWaitingAt<C extends BaseCredentials>(
  { deps, unlisted }: Sweep<C>,
  merchantId: MerchantId,
): Promise<readonly OperationContext[]> {
  try {
    return await listWaiting(deps.store, { merchantId, provider: deps.connector.id });
  } catch (error) {
    deps.log.error('waiting_not_listed', { merchant: merchantId, error: nameOfError(error) });
    unlisted.push(error);
    return [];
  }
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
    if (await resolve(work, key)) counts.resolved++;
    else counts.failed++;
  }
  counts.left = true;
}

async function resolve<C extends BaseCredentials>(work: Sweep<C>, key: string): Promise<boolean> {
  const { deps, recovered } = work;
  let context: OperationContext;
  try {
    const payment = await deps.store.read(key);
    const operation = openOperation(payment);
    if (!payment || !operation) return true;
    context = { payment, operation };
  } catch (error) {
    deps.log.error('sweep_failed', { payment: key, error: nameOfError(error) });
    return false;
  }
  const resumed = await resumeOrPostpone(work, context, { asked: false });
  if (resumed && hasRecovered(context.operation, resumed.operation))
    recovered.add(context.payment.merchantId);
  return resumed !== undefined && resumed.isStale !== true;
}

/** What fails is tried again later, so that it keeps nothing else from its turn; undefined then. */
async function resumeOrPostpone<C extends BaseCredentials>(
  { deps, invocation }: Sweep<C>,
  context: OperationContext,
  how: { readonly asked: boolean },
): Promise<OperationContext | undefined> {
  try {
    return await resume(deps, context, invocation, how);
  } catch (error) {
    deps.log.error('sweep_failed', { payment: context.payment.payment, error: nameOfError(error) });
    const input = { type: 'postpone', problem: toProblem(error) } as const;
    await decide(deps, context, input, { owner: '', invocation, gate: 'open' });
    return undefined;
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
