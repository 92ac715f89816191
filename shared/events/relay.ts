import { NewerSchema } from '../operation/payment.ts';
import { type EventBus, MAX_EVENTS } from '../ports/event-bus.ts';
import type { FlowStarter } from '../ports/flow-starter.ts';
import type { LedgerRecord } from '../ports/ledger-record.ts';
import { type Log, nameOfError } from '../ports/log.ts';
import { type Publication, toPublication } from './to-publication.ts';

export type RelayDeps = { readonly bus: EventBus; readonly flows: FlowStarter; readonly log: Log };

type Row<R> = { readonly record: R; readonly publication: Publication };

/**
 * Publishes the events that the saves of the ledger are marked with, and starts the flows of open refunds. The events of
 * one payment are published in their order: after one that could not be, the payment waits, and the others go on.
 * @returns the records to be delivered again, whose events may be published again then
 */
export async function relay<R extends LedgerRecord>(
  deps: RelayDeps,
  records: readonly R[],
  signal: AbortSignal,
): Promise<readonly R[]> {
  const { rows, done } = readRows(deps, records);
  const waiting = new Set<string>();
  for (const batch of toBatches(rows)) {
    if (signal.aborted) break;
    const ready = batch.filter(({ record }) => !waiting.has(record.key));
    const published = await publish(deps, ready);
    if (!published) break;
    for (const row of ready) {
      if (published.has(row)) done.add(row.record);
      else waiting.add(row.record.key);
    }
  }
  const left = records.filter((record) => !done.has(record));
  deps.log.info('relayed', { done: done.size, left: left.length });
  for (const { key } of left) deps.log.error('not_relayed', { payment: key });
  return left;
}

/** What can be published, and the records that are done because they have no event. */
function readRows<R extends LedgerRecord>({ log }: RelayDeps, records: readonly R[]) {
  const rows: Row<R>[] = [];
  const done = new Set<R>();
  const broken = new Set<string>();
  for (const record of records) {
    if (broken.has(record.key)) continue;
    try {
      const publication = toPublication(record.readImage());
      if (publication) rows.push({ record, publication });
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

/** The rows whose event the bus took and whose flow runs. Undefined: the bus gave no answer. */
async function publish<R extends LedgerRecord>(
  deps: RelayDeps,
  rows: readonly Row<R>[],
): Promise<ReadonlySet<Row<R>> | undefined> {
  if (rows.length === 0) return new Set();
  const { bus, log } = deps;
  try {
    const refused = await bus.put(rows.map(({ publication }) => publication.event));
    if (refused.length > 0) log.error('events_refused', { count: refused.length });
    const taken = rows.filter((_, at) => !refused.includes(at));
    for (const { publication } of taken) log.info('published', factsOf(publication));
    const started = await Promise.all(taken.map(({ publication }) => startFlow(deps, publication)));
    return new Set(taken.filter((_, at) => started[at]));
  } catch (error) {
    log.error('bus_unanswered', { error: nameOfError(error) });
    return undefined;
  }
}

async function startFlow({ flows, log }: RelayDeps, { flow }: Publication): Promise<boolean> {
  if (!flow) return true;
  try {
    await flows.start(flow);
    return true;
  } catch (error) {
    log.error('flow_not_started', { operation: flow.name, error: nameOfError(error) });
    return false;
  }
}

function factsOf({ event: { type, correlationId, detail } }: Publication) {
  const { id: operation, sequence, provider } = detail;
  return { type, operation, sequence, provider, correlationId };
}

/** In order, as many at once as the bus takes, and of one payment never two: within a batch there is no order. */
function toBatches<R extends LedgerRecord>(rows: readonly Row<R>[]): Row<R>[][] {
  const batches: Row<R>[][] = [];
  for (const row of rows) {
    const last = batches.at(-1);
    const fits =
      last && last.length < MAX_EVENTS && last.every(({ record }) => record.key !== row.record.key);
    if (fits) last.push(row);
    else batches.push([row]);
  }
  return batches;
}
