import { type PaymentRef, toPaymentKey } from '../domain/ids.ts';
import type { ProblemCode } from '../domain/problem.ts';
import type { DueCursor, LedgerStore } from '../ports/ledger-store.ts';
import type { Operation } from './operation.ts';
import { type OperationContext, openOperation, type Payment } from './payment.ts';
import { dueShards } from './save.ts';

/** Trouble of a provider that passes, refused credentials included, as its answer to a request shows it. */
const TROUBLE: ReadonlySet<ProblemCode | undefined> = new Set<ProblemCode | undefined>([
  'provider_unreachable',
  'provider_unavailable',
  'provider_rate_limited',
  'provider_auth_failed',
]);

/** The same, what comes of it here (no session is free, no time is left), and credentials that a person corrects. */
const PASSING: ReadonlySet<ProblemCode | undefined> = new Set<ProblemCode | undefined>([
  ...TROUBLE,
  'merchant_not_configured',
  'provider_capacity',
  'deadline_exceeded',
]);

/** Payments read from the index at a time. */
const PAGE = 100;

/** Nothing was sent, because the provider was in trouble or refused the credentials. */
export function waitsForProvider(operation: Operation): boolean {
  return operation.state === 'accepted' && PASSING.has(operation.waitingFor?.code);
}

/** The provider is in trouble still: another try at this account would come to the same. */
export function isInTrouble(operation: Operation): boolean {
  return operation.state === 'accepted' && TROUBLE.has(operation.waitingFor?.code);
}

/** What waited for the provider was sent now, or refused, and answered. */
export function hasRecovered(before: Operation, after: Operation): boolean {
  if (!waitsForProvider(before)) return false;
  if (after.state === 'failed') return after.withdrawn !== true && !PASSING.has(after.problem?.code);
  return after.state === 'succeeded' || after.state === 'processing' || after.state === 'awaiting_approval';
}

/** What waits at one account for its provider, whenever it is due, the oldest first. */
export async function listWaiting(
  store: Pick<LedgerStore<Payment>, 'listDue' | 'read'>,
  { merchantId, provider }: Pick<PaymentRef, 'merchantId' | 'provider'>,
): Promise<readonly OperationContext[]> {
  const keyPrefix = toPaymentKey({ merchantId, provider, paymentId: '' });
  const waiting: OperationContext[] = [];
  for (const shard of dueShards(provider)) {
    let after: DueCursor | undefined;
    do {
      const page = await store.listDue(shard, { keyPrefix, limit: PAGE, after });
      const payments = await Promise.all(page.payments.map((key) => store.read(key)));
      waiting.push(...payments.flatMap(toWaiting));
      after = page.next;
    } while (after);
  }
  return waiting.toSorted((one, other) => one.operation.createdAt - other.operation.createdAt);
}

function toWaiting(payment: Payment | undefined): readonly OperationContext[] {
  const operation = openOperation(payment);
  return payment && operation && waitsForProvider(operation) ? [{ payment, operation }] : [];
}
