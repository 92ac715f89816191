import { type Gauges, toGauges } from '../domain/gauges.ts';
import type { Operation } from '../domain/operation.ts';
import { openOperation } from '../domain/payment.ts';
import { dueShards, reviewShard } from '../domain/save.ts';
import type { Clock } from '../domain/time.ts';
import type { Invocation } from '../operation/steps.ts';
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
  'OldestDoubtAge',
  'OldestDueAge',
  'InManualReview',
  'WindowsClosingInDoubt',
  'LongApprovals',
] as const satisfies readonly (keyof Gauges)[];

export type MeasureDeps = {
  readonly provider: string;
  readonly store: Pick<LedgerStore, 'listDue' | 'read'>;
  readonly switches: Pick<SwitchStore, 'read'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly count: (metrics: readonly Metric[]) => void;
};

/**
 * Measures what is unfinished at one provider: it queries the due index, which holds nothing else, and reads what
 * stands there. The cost is that of what is unfinished, whatever the size of the ledger.
 */
export function createMeasure({ provider, store, switches, clock, log, count }: MeasureDeps) {
  return async (invocation: Invocation): Promise<Gauges> => {
    const operations: Operation[] = [];
    let reads = 0;
    for await (const keys of pagesOfKeys()) {
      const cut =
        reads >= MAX_READS || invocation.signal.aborted || clock() > invocation.deadline - RESERVE_MS;
      if (cut) {
        // What was seen is a lower bound, which is still told.
        log.error('measure_cut', { count: reads });
        break;
      }
      reads += keys.length;
      operations.push(...(await readAll(keys)));
    }
    const gauges = toGauges(operations, clock());
    count([
      ...GAUGES.map((name) => toMetric(name, gauges[name], { provider })),
      ...(await countSwitches()),
      // So that every class of answer is known where a rate of them is reckoned.
      ...ANSWER_CLASSES.map((answer) => toMetric('ProviderAnswers', 0, { provider, answer })),
    ]);
    return gauges;
  };

  async function countSwitches(): Promise<readonly Metric[]> {
    try {
      const { off = {} } = (await switches.read(provider)) ?? {};
      return [toMetric('SwitchedOff', Object.keys(off).length, { provider })];
    } catch (error) {
      log.error('switches_unreadable', { provider, error: nameOfError(error) });
      return [];
    }
  }

  /** Those that wait for a person first: nobody else looks at them. */
  async function* pagesOfKeys(): AsyncGenerator<readonly string[]> {
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
  async function readAll(keys: readonly string[]): Promise<Operation[]> {
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
}
