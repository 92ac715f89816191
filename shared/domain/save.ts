import { sha256 } from './ids.ts';
import type { Operation } from './operation.ts';
import { DUE_SHARDS, findOperation, openOperation, type Payment } from './payment.ts';
import type { EpochMs } from './time.ts';

const EVENT_OF_STATE: Partial<Record<Operation['state'], string>> = {
  accepted: 'Accepted',
  processing: 'Processing',
  unknown: 'Unknown',
  succeeded: 'Succeeded',
  failed: 'Failed',
  manual_review: 'NeedsReview',
  awaiting_approval: 'NeedsOperator',
};

/**
 * `after` as it is saved: one version further, under the id of this save, found by the sweeper when it is due,
 * and with the mark of the event that this change is, if it is one.
 */
export function toSave(
  before: Payment | undefined,
  after: Payment,
  save: { saveId: string; now: EpochMs },
): Payment {
  const { event: _event, dueShard: _dueShard, dueAt: _dueAt, ...rest } = after;
  const sequence = before?.sequence ?? 0;
  const event = newsOf(before, after, sequence + 1);
  const operations = after.operations.map((operation) =>
    operation === findOperation(before, operation.id)
      ? operation
      : {
          ...operation,
          updatedAt: operation.completedAt ?? save.now,
          ...(event?.operationId === operation.id && { toldState: operation.state }),
        },
  );
  return {
    ...rest,
    operations,
    version: (before?.version ?? 0) + 1,
    saveId: save.saveId,
    sequence: event ? event.sequence : sequence,
    ...(event && { event }),
    ...dueOf(after),
  };
}

/** There is an event for the state in which it is. */
export function isTold({ state }: Operation): boolean {
  return EVENT_OF_STATE[state] !== undefined;
}

function newsOf(before: Payment | undefined, after: Payment, sequence: number) {
  for (const operation of after.operations) {
    const type = EVENT_OF_STATE[operation.state];
    const earlier = findOperation(before, operation.id);
    const isToldAgain = earlier !== undefined && earlier.toldAgainAt !== operation.toldAgainAt;
    // Back in the state that was told last, after an attempt between: no news.
    const isKnown = earlier?.state === operation.state || operation.toldState === operation.state;
    if (!type || (isKnown && !isToldAgain)) continue;
    const subject = operation.kind === 'cancellation' ? 'PaymentCancellation' : 'PaymentRefund';
    return {
      sequence,
      type: `${subject}${operation.withdrawn && operation.state === 'failed' ? 'Withdrawn' : type}`,
      operationId: operation.id,
    };
  }
  return undefined;
}

function dueOf(payment: Payment) {
  const open = openOperation(payment);
  if (open?.dueAt === undefined) return {};
  return { dueShard: toDueShard(payment, open), dueAt: open.dueAt };
}

function toDueShard({ provider, payment }: Payment, open: Operation): string {
  if (open.state === 'manual_review') return reviewShard(provider);
  return dueShard(provider, Number.parseInt(sha256(payment).slice(0, 8), 16) % DUE_SHARDS);
}

/** Where the open operations of a provider stand, but for those that wait for a person. */
export function dueShards(provider: string): readonly string[] {
  return Array.from({ length: DUE_SHARDS }, (_, shard) => dueShard(provider, shard));
}

function dueShard(provider: string, shard: number): string {
  return `${provider}#${shard}`;
}

/** Where those stand that wait for a person. The sweeper leaves them alone. */
export function reviewShard(provider: string): string {
  return `${provider}#review`;
}
