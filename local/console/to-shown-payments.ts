import { toPaymentKey } from '../../shared/domain/ids.ts';
import { liveAttempts } from '../../shared/operation/attempt-facts.ts';
import { dueAtOf, type Operation, OUTCOME_OF_STATE } from '../../shared/operation/operation.ts';
import { type Payment, parsePayment } from '../../shared/operation/payment.ts';
import { toPersonAction } from '../../shared/operation/person-action.ts';
import { problemOf } from '../../shared/operation/view.ts';
import type { PaymentAtProvider, ShownOperation, ShownPayment } from './state/console-state.ts';

/** More would be more than anybody reads, or a browser draws at ease. */
const SHOWN = 100;

export type KnownPayment = Pick<ShownPayment, 'merchantId' | 'provider' | 'paymentId'>;

export type PaymentSources = {
  /** Items of the ledger; what is no payment is left out. */
  readonly items: readonly unknown[];
  /** Payments that were made at the simulators, whether or not the ledger knows them. */
  readonly made: readonly KnownPayment[];
  atProvider(payment: KnownPayment): PaymentAtProvider | undefined;
  /** Operations whose keys are known here. */
  isRepeatable(operationId: string): boolean;
};

/** Payments with what was done about them, those that changed last first. */
export function toShownPayments(sources: PaymentSources): readonly ShownPayment[] {
  const stored = sources.items.flatMap((item) => toPayments(item));
  const shown = new Map<string, ShownPayment>();
  for (const known of [...sources.made, ...stored]) {
    const payment = toShownPayment(known, sources);
    shown.set(payment.key, payment);
  }
  return [...shown.values()]
    .toReversed()
    .sort((a, b) => changedAt(b) - changedAt(a))
    .slice(0, SHOWN);
}

/** The payment that an item of the ledger is, or none: the table keeps other items too. */
function toPayments(item: unknown): readonly Payment[] {
  try {
    return [parsePayment(item)];
  } catch {
    return [];
  }
}

function toShownPayment(known: KnownPayment | Payment, sources: PaymentSources): ShownPayment {
  const { merchantId, provider, paymentId } = known;
  const atProvider = sources.atProvider(known);
  const operations = 'operations' in known ? known.operations : [];
  return {
    key: toPaymentKey(known),
    ...{ merchantId, provider, paymentId },
    ...(atProvider && { atProvider }),
    operations: operations.map((operation) => ({
      ...toShownOperation(operation, sources),
      action: toPersonAction(known, operation),
    })),
  };
}

function toShownOperation(operation: Operation, { isRepeatable }: PaymentSources): ShownOperation {
  const { id, kind, method, state, trigger, createdAt, updatedAt, trail = [] } = operation;
  const { amount, reference } = operation.request;
  return {
    ...{ id, kind, method, state, trigger, createdAt, updatedAt, trail, amount, reference },
    ...toEnd(operation),
    attempts: liveAttempts(operation).length,
    dueAt: dueAtOf(operation),
    outcome: OUTCOME_OF_STATE[state],
    problem: problemOf(operation),
    providerStatus: operation.providerStatus,
    repeatable: isRepeatable(id),
  };
}

/** How it ended, where it has. */
function toEnd(operation: Operation): Partial<ShownOperation> {
  if (operation.state === 'succeeded') {
    const { completedAt, appliedAmount, attribution, recording } = operation;
    return { completedAt, appliedAmount, attribution, recording };
  }
  if (operation.state !== 'failed') return {};
  const { completedAt, withdrawn, recording } = operation;
  return { completedAt, withdrawn, recording };
}

function changedAt({ operations }: ShownPayment): number {
  return Math.max(0, ...operations.map(({ updatedAt }) => updatedAt));
}
