import * as z from 'zod/mini';
import { type Command, toFingerprint } from './command.ts';
import type { CorrelationId } from './correlation.ts';
import { type PaymentRef, sha256, toOperationId, toPaymentKey } from './ids.ts';
import { isFinal, type Operation, operationSchema } from './operation.ts';
import { EstornoError } from './problem.ts';
import { toInstant } from './time.ts';
import type { Worker } from './transitions/moves.ts';
import { begun } from './transitions/sending.ts';
import { toLink, toOperationSummary } from './views.ts';
import type { Closing } from './windows.ts';

/** The newest form of a ledger item that this code writes. A newer one is read, never written. */
export const SCHEMA = 1;

const MAX_OPERATIONS = 32;

/** The due index is spread over this many partitions per provider. */
export const DUE_SHARDS = 8;

/** Everything the ledger knows of one payment: one item, changed one operation at a time. */
export const paymentSchema = z.looseObject({
  payment: z.string(),
  merchantId: z.string(),
  provider: z.string(),
  paymentId: z.string(),
  schema: z.number(),
  /** Counts saves. */
  version: z.number(),
  /** Names the save, so that a writer recognises its own write whose answer was lost. */
  saveId: z.string(),
  operations: z.array(operationSchema),
  /** Where and when the sweeper finds it; only while an operation is open. */
  dueShard: z.optional(z.string()),
  dueAt: z.optional(z.number()),
  /** Counts the events of this payment, without gaps. */
  sequence: z.number(),
  /** What this save has to tell, if anything. */
  event: z.optional(z.looseObject({ sequence: z.number(), type: z.string(), operationId: z.string() })),
});

export type Payment = z.infer<typeof paymentSchema>;

/**
 * A newer version of this code wrote the item, so that it is never written here. What it means is not known either: it may
 * hold the very operation that is asked for, and how that ended.
 */
export class NewerSchema extends EstornoError {
  constructor() {
    const detail =
      'A newer version of this service wrote this payment; it cannot be changed until the deployment is complete.';
    super('internal_error', { status: 503, outcome: 'unknown', detail });
  }
}

export function newPayment(ref: PaymentRef): Payment {
  const { merchantId, provider, paymentId } = ref;
  const key = { payment: toPaymentKey(ref), merchantId, provider, paymentId };
  return { ...key, schema: SCHEMA, version: 0, saveId: '', operations: [], sequence: 0 };
}

export function findOperation(payment: Payment | undefined, id: string): Operation | undefined {
  return payment?.operations.find((operation) => operation.id === id);
}

/** The one operation that blocks others, in doubt or not. */
export function openOperation(payment: Payment | undefined): Operation | undefined {
  return payment?.operations.find((operation) => !isFinal(operation));
}

/** Centavos that this ledger saw given back. */
export function appliedAmount(payment: Payment): number {
  return payment.operations.reduce(
    (sum, { state, appliedAmount: amount }) => sum + (state === 'succeeded' ? (amount ?? 0) : 0),
    0,
  );
}

/** The operation that an earlier call with this key began. @throws EstornoError idempotency_key_reused */
export function findRepeated(payment: Payment | undefined, command: Command): Operation | undefined {
  const operation = findOperation(payment, toOperationId(command, command.idempotencyKey));
  if (operation && operation.fingerprint !== toFingerprint(command)) {
    throw new EstornoError('idempotency_key_reused', {
      detail: 'This Idempotency-Key was used before on this payment, for another command.',
      operation: toOperationSummary(command, operation),
    });
  }
  return operation;
}

/** Who begins an operation, what triggered it, and the provider's window for it, where that is known. */
export type Beginner = Worker & {
  readonly trigger: string;
  readonly correlationId?: CorrelationId | undefined;
  readonly window?: Closing | undefined;
};

/**
 * A payment with one more operation, about to be sent for the first time.
 * @throws EstornoError payment_busy, already_canceled, operation_limit_reached, deadline_exceeded, cancel_window_closed
 */
export function withOperationBegun(payment: Payment, command: Command, by: Beginner): Payment {
  refuseWhileBusy(payment, command);
  refuseWhenDone(payment);
  if (payment.operations.length >= MAX_OPERATIONS) throw new EstornoError('operation_limit_reached');
  refuseTooLate(command, by);
  const { idempotencyKey, kind, strategy, amount, reason, reference, capturedAt, notAfter, details } =
    command;
  const operation = begun(
    {
      id: toOperationId(command, idempotencyKey),
      keyHash: sha256(idempotencyKey),
      fingerprint: toFingerprint(command),
      way: strategy === 'refund_only' ? 'refund' : 'void',
      trigger: by.trigger,
      ...(by.correlationId !== undefined && { correlationId: by.correlationId }),
      window: by.window && { ...by.window },
      ...{
        kind,
        strategy,
        amount,
        reason,
        reference,
        capturedAt,
        notAfter,
        details: details && { ...details },
      },
    },
    by,
  );
  return { ...payment, operations: [...payment.operations, operation] };
}

/** By the caller's own limit, or by the provider's, before anything is stored or sent. */
function refuseTooLate({ kind, notAfter }: Command, { now, window }: Beginner): void {
  if (notAfter !== undefined && now >= notAfter) {
    throw new EstornoError('deadline_exceeded', {
      detail: '`notAfter` has already passed; nothing was sent. Give a later one, or none, with a new key.',
      retry: 'fix_and_new_key',
    });
  }
  if (kind === 'refund' || !window || now < window.refusedFrom) return;
  throw new EstornoError('cancel_window_closed', {
    detail: `This payment could be canceled until ${toInstant(window.closesAt)}, by the rule ${window.rule}.`,
    closedAt: toInstant(window.closesAt),
    rule: window.rule,
    suggestion: 'refund',
  });
}

function refuseWhileBusy(payment: Payment, command: Command): void {
  const open = openOperation(payment);
  if (!open) return;
  throw new EstornoError('payment_busy', {
    operation: toOperationSummary(payment, open),
    possibleDuplicate: open.amount === command.amount ? true : undefined,
    suggestion: 'wait',
  });
}

function refuseWhenDone(payment: Payment): void {
  const whole = payment.operations.find(({ state, amount }) => state === 'succeeded' && amount === undefined);
  if (!whole) return;
  const [code, status] =
    whole.way === 'void'
      ? (['already_canceled', 'canceled'] as const)
      : (['already_refunded', 'refunded'] as const);
  throw new EstornoError(code, {
    detail: `The whole payment was ${status} by ${toLink(payment, whole)}.`,
    paymentStatus: status,
    operation: toOperationSummary(payment, whole),
  });
}

/** The payment with one operation changed. */
export function withOperation(payment: Payment, changed: Operation): Payment {
  return {
    ...payment,
    operations: payment.operations.map((operation) => (operation.id === changed.id ? changed : operation)),
  };
}
