import type { EventName } from '../domain/event-type.ts';
import { sha256 } from '../domain/ids.ts';
import type { EpochMs } from '../domain/time.ts';
import { dueAtOf, type OpenOperation, type Operation } from './operation.ts';
import { findOperation, openOperation, type Payment } from './payment.ts';
import { needsFiling } from './person-action.ts';

/** The due index is spread over this many partitions per provider, beside those of what waits for a person. */
export const DUE_SHARDS = 8;

/** A payment as it should be, and what is published with it: at most one event a save. */
export type Change = {
  readonly payment: Payment;
  readonly event?: { readonly operation: Operation; readonly name: EventName } | undefined;
};

/** The change as it is saved: one version further, under the id of this save, found by the sweeper when it is due. */
export function toSave(
  before: Payment | undefined,
  { payment: after, event }: Change,
  save: { readonly saveId: string; readonly now: EpochMs },
): Payment {
  const { event: _event, dueShard: _dueShard, dueAt: _dueAt, ...rest } = after;
  const sequence = (before?.sequence ?? 0) + (event ? 1 : 0);
  return {
    ...rest,
    operations: after.operations.map((operation) =>
      operation === findOperation(before, operation.id)
        ? operation
        : { ...operation, updatedAt: 'completedAt' in operation ? operation.completedAt : save.now },
    ),
    version: (before?.version ?? 0) + 1,
    saveId: save.saveId,
    sequence,
    ...(event && { event: { sequence, type: toEventType(event), operationId: event.operation.id } }),
    ...toDue(after),
  };
}

function toEventType({
  operation,
  name,
}: {
  readonly operation: Operation;
  readonly name: EventName;
}): string {
  return `${operation.kind === 'cancellation' ? 'PaymentCancellation' : 'PaymentRefund'}${name}`;
}

function toDue(payment: Payment) {
  const open = openOperation(payment);
  const dueAt = open && dueAtOf(open);
  return open && dueAt !== undefined ? { dueShard: toDueShard(payment, open), dueAt } : {};
}

function toDueShard({ provider, payment }: Payment, open: OpenOperation): string {
  if (open.state === 'manual_review') return reviewShard(provider);
  if (needsFiling(open)) return filingShard(provider);
  return dueShard(provider, Number.parseInt(sha256(payment).slice(0, 8), 16) % DUE_SHARDS);
}

/** Where the open operations of a provider stand that the sweeper works on. */
export function dueShards(provider: string): readonly string[] {
  const spread = Array.from({ length: DUE_SHARDS }, (_, shard) => dueShard(provider, shard));
  return [filingShard(provider), ...spread];
}

function dueShard(provider: string, shard: number): string {
  return `${provider}#${shard}`;
}

/** Where those stand whose outcome a person has to record. The sweeper leaves them alone. */
export function reviewShard(provider: string): string {
  return `${provider}#review`;
}

/** Where the refunds stand whose request a person has to file at the provider. */
export function filingShard(provider: string): string {
  return `${provider}#filing`;
}
