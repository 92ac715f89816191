import * as z from 'zod/mini';
import { type PaymentRef, toPaymentKey } from '../domain/ids.ts';
import type { Centavos } from '../domain/money.ts';
import { EstornoError } from '../domain/problem.ts';
import { leftBy, refundIdsOf } from './attempt-facts.ts';
import { isFinal, type OpenOperation, type Operation, operationSchema } from './operation.ts';
import type { OtherOperations } from './verdict.ts';
import { isVoidOfUnpaid } from './void-of-unpaid.ts';

/** The newest form of a ledger item that this code writes. A newer one is read, never written. */
export const SCHEMA = 1;

/** Everything the ledger knows of one payment: one item, changed one operation at a time. */
const paymentShape = {
  payment: z.string(),
  merchantId: z.string(),
  provider: z.string(),
  paymentId: z.string(),
  schema: z.number(),
  /** Counts saves. */
  version: z.number(),
  /** Names the save, so that a writer recognizes its own write whose answer was lost. */
  saveId: z.string(),
  operations: z.array(operationSchema),
  /** Operations that sent nothing and whose records made room for others: none of them begins anew. */
  droppedIds: z.optional(z.array(z.string())),
  /** Where and when the sweeper finds it; only while an operation is open. */
  dueShard: z.optional(z.string()),
  dueAt: z.optional(z.number()),
  /** Counts the events of this payment, without gaps. */
  sequence: z.number(),
  /** What this save has to publish, if anything. */
  event: z.optional(z.looseObject({ sequence: z.number(), type: z.string(), operationId: z.string() })),
};

export type Payment = Readonly<
  Omit<z.infer<z.ZodMiniObject<typeof paymentShape>>, 'operations' | 'droppedIds'>
> & {
  readonly operations: readonly Operation[];
  readonly droppedIds?: readonly string[] | undefined;
};

const paymentSchema: z.ZodMiniType<Payment> = z.looseObject(paymentShape);

/** An operation and the payment that it belongs to, as they were last read or saved. */
export type OperationContext = {
  readonly payment: Payment;
  readonly operation: Operation;
  /** The ledger gave no answer since: it may be in another state by now. */
  readonly isStale?: boolean;
};

/**
 * A newer version of this code wrote the item, so that it is never written here. What it means is not known either: it may
 * hold the very operation that is asked for, and how that ended.
 */
export class NewerSchema extends EstornoError {
  constructor() {
    const detail =
      'A newer version of this service wrote this payment; it cannot be changed until the deployment is complete.';
    super('internal_error', { isTemporary: true, outcome: 'unknown', detail });
  }
}

const newerSchema = z.object({ schema: z.number().check(z.gt(SCHEMA)) });

/** A newer version of this code wrote the item. */
export function isNewer(item: unknown): boolean {
  return newerSchema.safeParse(item).success;
}

/**
 * An item of the ledger as a payment.
 * @throws NewerSchema where a newer version of this code wrote what cannot be read here
 * @throws Error where it has another form
 */
export function parsePayment(item: unknown): Payment {
  const payment = paymentSchema.safeParse(item);
  if (payment.success) return payment.data;
  if (isNewer(item)) throw new NewerSchema();
  throw new Error('an item of the ledger has a form that is not known');
}

export function newPayment(ref: PaymentRef): Payment {
  const { merchantId, provider, paymentId } = ref;
  const key = { payment: toPaymentKey(ref), merchantId, provider, paymentId };
  return { ...key, schema: SCHEMA, version: 0, saveId: '', operations: [], sequence: 0 };
}

export function findOperation(payment: Payment | undefined, id: string): Operation | undefined {
  return payment?.operations.find((operation) => operation.id === id);
}

/** @throws EstornoError operation_not_found */
export function toOperationContext(payment: Payment | undefined, operationId: string): OperationContext {
  const operation = findOperation(payment, operationId);
  if (!payment || !operation) throw new EstornoError('operation_not_found');
  return { payment, operation };
}

/** The one operation that blocks others, whether its outcome is unknown or not. */
export function openOperation(payment: Payment | undefined): OpenOperation | undefined {
  return payment?.operations.find((operation): operation is OpenOperation => !isFinal(operation));
}

/** The operation by which the whole payment went back, or all that was left of it. */
export function wholeSuccess(payment: Payment | undefined): Operation | undefined {
  return payment?.operations.find(
    (operation) =>
      operation.state === 'succeeded' && operation.request.amount === undefined && !isVoidOfUnpaid(operation),
  );
}

/** The newest void of what nobody had paid. */
export function voidOfUnpaid(payment: Payment | undefined) {
  return payment?.operations.findLast(isVoidOfUnpaid);
}

/** What the other operations of a payment did, as far as this ledger saw it. */
export function othersOf(payment: Payment | undefined, operationId: string): OtherOperations {
  const others = (payment?.operations ?? []).filter(({ id }) => id !== operationId);
  const left = others.flatMap(({ attempts }) => attempts.map(leftBy));
  return {
    applied: others.reduce((sum, operation) => sum + appliedBy(operation), 0),
    refundIds: others.flatMap(refundIdsOf).map((id) => id.toLowerCase()),
    ...(left.length > 0 && { lastLeftBy: Math.max(...left) }),
  };
}

function appliedBy(operation: Operation): Centavos {
  const gaveBack = operation.state === 'succeeded' && !isVoidOfUnpaid(operation);
  return gaveBack ? (operation.appliedAmount ?? 0) : 0;
}

/** The payment with one operation changed. */
export function withOperation(payment: Payment, changed: Operation): Payment {
  return {
    ...payment,
    operations: payment.operations.map((operation) => (operation.id === changed.id ? changed : operation)),
  };
}
