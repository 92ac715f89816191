import type { Clock } from '../domain/time.ts';
import { type EventBus, MAX_EVENTS } from '../ports/event-bus.ts';
import type { FlowStarter } from '../ports/flow-starter.ts';
import type { LedgerRecord } from '../ports/ledger-record.ts';
import { type Log, nameOfError } from '../ports/log.ts';
import type { RelayDeadLetters } from '../ports/relay-dead-letters.ts';
import { type Poison, setAside, toPoison } from './set-aside.ts';
import { type Publication, toPublication } from './to-publication.ts';

export type RelayDeps = {
  readonly bus: EventBus;
  readonly flows: FlowStarter;
  readonly deadLetters: RelayDeadLetters;
  readonly clock: Clock;
  readonly log: Log;
};

type Row = { readonly record: LedgerRecord; readonly publication: Publication };

/** What becomes of the records of a batch. */
type Read = {
  readonly rows: readonly Row[];
  /** Published, or without an event. */
  readonly done: Set<LedgerRecord>;
  /** Those of which no event can be made, whatever is tried. */
  readonly poison: ReadonlyMap<LedgerRecord, Poison>;
};

/**
 * Publishes the events that the saves of the ledger are marked with, and starts the flows of open refunds. The events of
 * one payment are published in their order: after one that the bus did not take, the payment waits, and the others go on.
 * A record that can never be published is set aside at once, and everything behind it goes on.
 * @returns the records to be delivered again, whose events may be published again then
 */
export async function relay(
  deps: RelayDeps,
  records: readonly LedgerRecord[],
  signal: AbortSignal,
): Promise<readonly LedgerRecord[]> {
  const { rows, done, poison } = readRows(records);
  const published = await publishAll(deps, rows, signal);
  for (const { record } of published) done.add(record);
  const aside = signal.aborted
    ? []
    : await setAside(deps, records, { done, poison, busTakesOthers: published.size > 0 });
  const left = records.filter((record) => !done.has(record) && !aside.includes(record));
  deps.log.info('relayed', { done: done.size, left: left.length });
  for (const { key } of left) deps.log.error('not_relayed', { payment: key });
  return left;
}

/** What can be published, what cannot, and the records that are done because they have no event. */
function readRows(records: readonly LedgerRecord[]): Read {
  const rows: Row[] = [];
  const done = new Set<LedgerRecord>();
  const poison = new Map<LedgerRecord, Poison>();
  for (const record of records) {
    try {
      const publication = toPublication(record.readImage());
      if (publication) rows.push({ record, publication });
      else done.add(record);
    } catch (error) {
      poison.set(record, toPoison(error));
    }
  }
  return { rows, done, poison };
}

async function publishAll(
  deps: RelayDeps,
  rows: readonly Row[],
  signal: AbortSignal,
): Promise<ReadonlySet<Row>> {
  const published = new Set<Row>();
  const waiting = new Set<string>();
  for (const batch of toBatches(rows)) {
    if (signal.aborted) break;
    const ready = batch.filter(({ record }) => !waiting.has(record.key));
    const taken = await publish(deps, ready);
    if (!taken) break;
    for (const row of ready) {
      if (taken.has(row)) published.add(row);
      else waiting.add(row.record.key);
    }
  }
  return published;
}

/** The rows whose event the bus took and whose flow runs. Undefined: the bus gave no answer. */
async function publish(deps: RelayDeps, rows: readonly Row[]): Promise<ReadonlySet<Row> | undefined> {
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
function toBatches(rows: readonly Row[]): Row[][] {
  const batches: Row[][] = [];
  for (const row of rows) {
    const last = batches.at(-1);
    const fits =
      last && last.length < MAX_EVENTS && last.every(({ record }) => record.key !== row.record.key);
    if (fits) last.push(row);
    else batches.push([row]);
  }
  return batches;
}
