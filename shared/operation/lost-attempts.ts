import type { ProblemCode } from '../domain/problem.ts';
import type { PaymentSnapshot } from '../provider/payment-snapshot.ts';
import { mayBeUnrecorded } from './amounts.ts';
import type { Operation } from './operation.ts';
import { isPaid } from './payment-status.ts';
import type { TransitionContext } from './transition/table.ts';

/** The owner of attempts that may have been made in the time of which the ledger has no record. */
export const RESTORED = 'restored';

/** It was put into the ledger from an older copy, and may have been sent since that. */
export function hasLostAttempt({ attempts }: Pick<Operation, 'attempts'>): boolean {
  return attempts.some(({ owner, result }) => owner === RESTORED && result === undefined);
}

/**
 * The operation with the method by which it was sent, if it was: of a restored one the copy names the method before the
 * inquiry that chose it. What shows as paid or refunded was not voided.
 */
export function withShownMethod<O extends Operation>(
  operation: O,
  snapshot: PaymentSnapshot | undefined,
  now: number,
): O {
  const { method, attempts } = operation;
  const mayBeRefund =
    method === 'void' && attempts.some((one) => one.owner === RESTORED && one.method === 'refund');
  const status = snapshot?.status;
  const isShown = isPaid(status) || status === 'refunded' || status === 'disputed';
  return mayBeRefund && isShown ? { ...operation, method: 'refund', methodChangedAt: now } : operation;
}

/**
 * Whether a person decides in place of a final refusal: the money that shows may be what this operation gave back, of which
 * the ledger has no record.
 */
export function mayBeLostSuccess(
  operation: Pick<Operation, 'attempts'>,
  code: ProblemCode | undefined,
  { lost, others }: Pick<TransitionContext, 'lost' | 'others'>,
  snapshot?: PaymentSnapshot,
): boolean {
  if (!lost && !hasLostAttempt(operation)) return false;
  if (code === 'already_canceled' || code === 'already_refunded') return true;
  return code === 'amount_exceeds_available' && snapshot !== undefined && mayBeUnrecorded(snapshot, others);
}
