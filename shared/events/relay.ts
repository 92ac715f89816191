import { NewerSchema } from '../domain/payment.ts';
import { type EventBus, MAX_EVENTS } from '../ports/event-bus.ts';
import type { FlowStarter } from '../ports/flow-starter.ts';
import type { LedgerRecord } from '../ports/ledger-record.ts';
import { type Log, nameOfError } from '../ports/log.ts';
import { type News, toNews } from './to-news.ts';

export type RelayDeps = { readonly bus: EventBus; readonly flows: FlowStarter; readonly log: Log };

type Row<R> = { readonly record: R; readonly news: News };

/**
 * Tells what the saves of the ledger have to tell, and starts the flows of open refunds. Gives the records that have
 * to come again. The events of one payment are told in their order: after one that could not be told, the payment
 * waits, and the others go on. What comes again may be told again.
 */
export function createRelay({ bus, flows, log }: RelayDeps) {
  return async <R extends LedgerRecord>(
    records: readonly R[],
    { signal }: { signal: AbortSignal },
  ): Promise<readonly R[]> => {
    const { rows, done } = readRows(records);
    const waiting = new Set<string>();
    for (const batch of toBatches(rows)) {
      if (signal.aborted) break;
      const ready = batch.filter(({ record }) => !waiting.has(record.key));
      const told = await tell(ready);
      if (!told) break;
      for (const row of ready) {
        if (told.has(row)) done.add(row.record);
        else waiting.add(row.record.key);
      }
    }
    log.info('relayed', { done: done.size, left: records.length - done.size });
    const left = records.filter((record) => !done.has(record));
    for (const { key } of left) log.error('not_relayed', { payment: key });
    return left;
  };

  /** What can be told, and the records that are done because they have nothing to tell. */
  function readRows<R extends LedgerRecord>(records: readonly R[]) {
    const rows: Row<R>[] = [];
    const done = new Set<R>();
    const broken = new Set<string>();
    for (const record of records) {
      if (broken.has(record.key)) continue;
      try {
        const news = toNews(record.readImage());
        if (news) rows.push({ record, news });
        else done.add(record);
      } catch (error) {
        broken.add(record.key);
        log.error(error instanceof NewerSchema ? 'newer_item' : 'image_unreadable', {
          payment: record.key,
          error: nameOfError(error),
        });
      }
    }
    return { rows, done };
  }

  /** The rows of which the bus took the event and whose flow runs. Undefined: the bus gave no answer. */
  async function tell<T extends Row<LedgerRecord>>(rows: readonly T[]): Promise<Set<T> | undefined> {
    if (rows.length === 0) return new Set();
    try {
      const refused = await bus.put(rows.map(({ news }) => news.event));
      if (refused.length > 0) log.error('events_refused', { count: refused.length });
      const taken = rows.filter((_, at) => !refused.includes(at));
      for (const { news } of taken) log.info('told', factsOf(news));
      const started = await Promise.all(taken.map(({ news }) => start(news)));
      return new Set(taken.filter((_, at) => started[at]));
    } catch (error) {
      log.error('bus_unanswered', { error: nameOfError(error) });
      return undefined;
    }
  }

  async function start({ flow }: News): Promise<boolean> {
    if (!flow) return true;
    try {
      await flows.start(flow);
      return true;
    } catch (error) {
      log.error('flow_not_started', { operation: flow.name, error: nameOfError(error) });
      return false;
    }
  }
}

function factsOf({ event: { type, correlationId, detail } }: News) {
  const { id: operation, sequence, provider } = detail;
  return { type, operation, sequence, provider, correlationId };
}

/** In order, as many at once as the bus takes, and of one payment never two: within a batch there is no order. */
function toBatches<T extends Row<LedgerRecord>>(rows: readonly T[]): T[][] {
  const batches: T[][] = [];
  for (const row of rows) {
    const last = batches.at(-1);
    const fits =
      last && last.length < MAX_EVENTS && last.every(({ record }) => record.key !== row.record.key);
    if (fits) last.push(row);
    else batches.push([row]);
  }
  return batches;
}
