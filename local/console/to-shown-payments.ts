import { toPaymentKey } from '../../shared/domain/ids.ts';
import { type Operation, OUTCOME_OF_STATE } from '../../shared/domain/operation.ts';
import { type Payment, paymentSchema } from '../../shared/domain/payment.ts';
import {
  OPTIONAL_FIELDS,
  type PaymentAtProvider,
  type ShownOperation,
  type ShownPayment,
} from './state/console-state.ts';

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
  const stored = sources.items.flatMap((item) => {
    const { data } = paymentSchema.safeParse(item);
    return data ? [data] : [];
  });
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

function toShownPayment(known: KnownPayment | Payment, sources: PaymentSources): ShownPayment {
  const { merchantId, provider, paymentId } = known;
  const atProvider = sources.atProvider(known);
  const operations = 'operations' in known ? known.operations : [];
  return {
    key: toPaymentKey(known),
    ...{ merchantId, provider, paymentId },
    ...(atProvider && { atProvider }),
    operations: operations.map((operation) => toShownOperation(operation, sources)),
  };
}

function toShownOperation(operation: Operation, { isRepeatable }: PaymentSources): ShownOperation {
  const { id, kind, way, state, trigger, createdAt, updatedAt, attempts, trail = [] } = operation;
  const optional = OPTIONAL_FIELDS.filter((name) => operation[name] !== undefined);
  return {
    ...{ id, kind, way, state, trigger, createdAt, updatedAt, attempts, trail },
    ...Object.fromEntries(optional.map((name) => [name, operation[name]])),
    outcome: OUTCOME_OF_STATE[state],
    repeatable: isRepeatable(id),
  };
}

function changedAt({ operations }: ShownPayment): number {
  return Math.max(0, ...operations.map(({ updatedAt }) => updatedAt));
}
