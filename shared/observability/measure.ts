import type { Clock } from '../domain/time.ts';
import { type Gauges, toGauges } from '../operation/gauges.ts';
import type { Operation } from '../operation/operation.ts';
import { openOperation, type Payment } from '../operation/payment.ts';
import type { Invocation } from '../operation/runner.ts';
import { dueShards, reviewShard } from '../operation/save.ts';
import type { DueCursor, LedgerStore } from '../ports/ledger-store.ts';
import { type Log, nameOfError } from '../ports/log.ts';
import type { SwitchStore } from '../ports/switch-store.ts';
import { RESERVE_MS } from '../provider/budgets.ts';
import { type Metric, toMetric } from './metric.ts';
import { ANSWER_CLASSES } from './metric-names.ts';

const PAGE = 50;

/** The most items read at one measuring: it bounds what an outage costs, when thousands are open. */
const MAX_READS = 2_000;

const GAUGES = [
  'OpenOperations',
  'OldestUnknownAge',
  'OldestDueAge',
  'InManualReview',
  'WindowsClosingUnknown',
  'LongApprovals',
] as const satisfies readonly (keyof Gauges)[];

export type MeasureDeps = {
  readonly provider: string;
  readonly store: Pick<LedgerStore<Payment>, 'listDue' | 'read'>;
  readonly switches: Pick<SwitchStore, 'read'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly count: (metrics: readonly Metric[]) => void;
};

/**
 * Measures what is unfinished at one provider: it queries the due index, which holds nothing else, and reads what
 * stands there. The cost is that of what is unfinished, whatever the size of the ledger.
 */
export async function measure(deps: MeasureDeps, invocation: Invocation): Promise<Gauges> {
  const { provider, clock, count } = deps;
  const gauges = toGauges(await readUnfinished(deps, invocation), clock());
  count([
    ...GAUGES.map((name) => toMetric(name, gauges[name], { provider })),
    ...(await countSwitches(deps)),
    // So that every class of answer is known where a rate of them is computed.
    ...ANSWER_CLASSES.map((answer) => toMetric('ProviderAnswers', 0, { provider, answer })),
  ]);
  return gauges;
}

async function readUnfinished(deps: MeasureDeps, invocation: Invocation): Promise<readonly Operation[]> {
  const { clock, log } = deps;
  const operations: Operation[] = [];
  let reads = 0;
  for await (const keys of pagesOfKeys(deps)) {
    const isOver = invocation.signal.aborted || clock() > invocation.deadline - RESERVE_MS;
    if (isOver || reads >= MAX_READS) {
      // What was read is a lower bound, which still counts.
      log.error('measure_cut', { count: reads });
      break;
    }
    reads += keys.length;
    operations.push(...(await readAll(deps, keys)));
  }
  return operations;
}

/** Those that wait for a person first: nobody else reads them. */
async function* pagesOfKeys({ provider, store }: MeasureDeps): AsyncGenerator<readonly string[]> {
  for (const shard of [reviewShard(provider), ...dueShards(provider)]) {
    let after: DueCursor | undefined;
    do {
      const page = await store.listDue(shard, { limit: PAGE, after });
      if (page.payments.length > 0) yield page.payments;
      after = page.next;
    } while (after);
  }
}

/** An item that cannot be read hides none of the others. */
async function readAll({ store, log }: MeasureDeps, keys: readonly string[]): Promise<readonly Operation[]> {
  const payments = await Promise.all(
    keys.map((key) =>
      store.read(key).catch((error: unknown) => {
        log.error('not_measured', { payment: key, error: nameOfError(error) });
        return undefined;
      }),
    ),
  );
  return payments.flatMap((payment) => openOperation(payment) ?? []);
}

async function countSwitches({ provider, switches, log }: MeasureDeps): Promise<readonly Metric[]> {
  try {
    const { off = {} } = (await switches.read(provider)) ?? {};
    return [toMetric('SwitchedOff', Object.keys(off).length, { provider })];
  } catch (error) {
    log.error('switches_unreadable', { provider, error: nameOfError(error) });
    return [];
  }
}
