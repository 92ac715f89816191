import * as z from 'zod/mini';
import { OPERATION_ID } from '../domain/ids.ts';
import { type Clock, type EpochMs, MINUTE_MS } from '../domain/time.ts';
import { NewerSchema } from '../operation/payment.ts';
import type { LedgerRecord } from '../ports/ledger-record.ts';
import { type Log, nameOfError } from '../ports/log.ts';
import type { AsideReason, RelayDeadLetters } from '../ports/relay-dead-letters.ts';

/**
 * How long a record is retried while nothing can be published. Less than the time after which Lambda discards the record,
 * which would leave a message without the payment.
 */
export const LONGEST_RETRY_MS = 110 * MINUTE_MS;

/** The same while the bus takes other events: then it is about this record. */
const LONGEST_RETRY_ALONE_MS = 10 * MINUTE_MS;

/** Why no event can be made of a record. */
export type Poison = { readonly reason: AsideReason; readonly error: string };

type AsideDeps = { readonly deadLetters: RelayDeadLetters; readonly clock: Clock; readonly log: Log };

type Batch = {
  readonly done: ReadonlySet<LedgerRecord>;
  readonly poison: ReadonlyMap<LedgerRecord, Poison>;
  /** Whether anything was published in this invocation. */
  readonly busTakesOthers: boolean;
};

export function toPoison(error: unknown): Poison {
  const reason = error instanceof NewerSchema ? 'newer_item' : 'image_unreadable';
  return { reason, error: nameOfError(error) };
}

/**
 * Sets aside the records that cannot be published, up to the first that is retried: all that follow it are delivered
 * again with it, and would be set aside again each time.
 * @returns the records that were set aside
 */
export async function setAside(
  deps: AsideDeps,
  records: readonly LedgerRecord[],
  { done, poison, busTakesOthers }: Batch,
): Promise<readonly LedgerRecord[]> {
  const now = deps.clock();
  const patienceMs = busTakesOthers ? LONGEST_RETRY_ALONE_MS : LONGEST_RETRY_MS;
  const aside: LedgerRecord[] = [];
  for (const record of records) {
    if (done.has(record)) continue;
    const why = poison.get(record) ?? toTired(record, now - patienceMs);
    if (!why || !(await putAside(deps, record, why))) break;
    aside.push(record);
  }
  return aside;
}

function toTired({ savedAt }: LedgerRecord, before: EpochMs): Poison | undefined {
  return savedAt <= before ? { reason: 'not_published', error: 'none' } : undefined;
}

async function putAside(
  { deadLetters, log }: AsideDeps,
  record: LedgerRecord,
  why: Poison,
): Promise<boolean> {
  const { key: payment, sequenceNumber } = record;
  const { reason, error } = why;
  const operationId = readOperationId(record);
  log.error(reason, { payment, operation: operationId, error });
  try {
    await deadLetters.put({ payment, operationId, sequenceNumber, reason });
    return true;
  } catch (failure) {
    log.error('not_set_aside', { payment, error: nameOfError(failure) });
    return false;
  }
}

const eventSchema = z.object({
  event: z.object({ operationId: z.string().check(z.regex(OPERATION_ID)) }),
});

/** The operation that the event is about, where the item shows that much. */
function readOperationId({ readImage }: LedgerRecord): string | undefined {
  try {
    return eventSchema.safeParse(readImage()).data?.event.operationId;
  } catch {
    return undefined;
  }
}
