import type { Centavos } from '../domain/money.ts';
import type { PaymentSnapshot, RefundSnapshot } from '../provider/payment-snapshot.ts';
import type { MethodTraits } from '../provider/traits.ts';
import { askedAmount, isWhole, returnedOf } from './amounts.ts';
import { mayBeOurs, refundIdOf } from './attempt-facts.ts';
import type { Operation } from './operation.ts';
import type { AssessmentBasis, Verdict } from './verdict.ts';

type Basis = AssessmentBasis & { readonly traits: MethodTraits };

const UNREADABLE: Verdict = { is: 'inconclusive', reason: 'unreadable' };
const AMBIGUOUS: Verdict = { is: 'inconclusive', reason: 'ambiguous' };

/** What a snapshot says of a refund; undefined where it shows nothing of ours. */
export function assessRefund(
  operation: Operation,
  snapshot: PaymentSnapshot,
  basis: Basis,
): Verdict | undefined {
  const id = refundIdOf(operation);
  if (id !== undefined) return assessOwnRefund(operation, findById(snapshot, id));
  if (basis.traits.evidence === 'refund_by_key') return assessByKey(operation, snapshot);
  if (!mayBeOurs(operation)) return assessOfOthers(snapshot);
  return basis.traits.evidence === 'refund_by_id'
    ? assessNewRefunds(operation, snapshot, basis)
    : assessRise(operation, snapshot, basis);
}

function findById({ refunds }: PaymentSnapshot, id: string): RefundSnapshot | undefined {
  return refunds?.find((refund) => refund.id.toLowerCase() === id.toLowerCase());
}

/** The provider's own id, or our key, ties this refund to the operation. */
function assessOwnRefund(operation: Operation, refund: RefundSnapshot | undefined): Verdict {
  switch (refund?.status) {
    case 'succeeded':
      return { is: 'applied', amount: refund.amount ?? askedAmount(operation), refundId: refund.id };
    case 'processing':
      return { is: 'in_progress' };
    case 'failed':
      return { is: 'impossible', code: 'declined_by_provider', documented: true };
    case 'withdrawn':
      return { is: 'impossible', code: 'declined_by_provider', documented: true, withdrawn: true };
    case 'unrecognized':
      return { is: 'inconclusive', reason: 'unrecognized' };
    case undefined:
      return UNREADABLE;
  }
}

function assessByKey(operation: Operation, snapshot: PaymentSnapshot): Verdict | undefined {
  const ours = snapshot.refunds?.find(({ isOurs }) => isOurs === true);
  if (ours) return assessOwnRefund(operation, ours);
  return snapshot.refunds && snapshot.refundsComplete ? undefined : UNREADABLE;
}

/** Every attempt was refused, so that whatever shows is somebody else's. */
function assessOfOthers({ status }: PaymentSnapshot): Verdict | undefined {
  if (status === 'refunded') return { is: 'foreign', code: 'already_refunded' };
  return status === 'canceled' ? { is: 'foreign', code: 'already_canceled' } : undefined;
}

/**
 * The list shows the provider's own ids, so that a refund that was not there before may be ours or somebody else's. Its
 * id is not taken for ours, and its end is no proof of the end of ours.
 */
function assessNewRefunds(
  operation: Operation,
  snapshot: PaymentSnapshot,
  basis: Basis,
): Verdict | undefined {
  if (!snapshot.refunds) return UNREADABLE;
  const known = new Set([...(operation.baseline?.refundIds ?? []).map(toKey), ...basis.others.refundIds]);
  const candidates = snapshot.refunds.filter(
    (refund) => !known.has(toKey(refund.id)) && isOfAmount(refund, askedAmount(operation)),
  );
  // A refund that failed or was withdrawn moved no money: whether ours is that one or never arrived is the same.
  const live = candidates.filter(({ status }) => status !== 'failed' && status !== 'withdrawn');
  if (live.length === 0) return snapshot.refundsComplete ? undefined : UNREADABLE;
  if (live.some(({ status }) => status === 'unrecognized'))
    return { is: 'inconclusive', reason: 'unrecognized' };
  if (live.some(({ status }) => status === 'processing'))
    return live.length === 1 ? { is: 'in_progress' } : AMBIGUOUS;
  if (snapshot.status === 'refunded' && isWhole(operation) && live.length === 1)
    return { is: 'applied', amount: askedAmount(operation) };
  return assessDone(operation, live, riseOf(operation, snapshot, basis));
}

function toKey(id: string): string {
  return id.toLowerCase();
}

/** An amount that is shown and differs from ours makes a refund somebody else's. */
function isOfAmount({ amount }: RefundSnapshot, asked: Centavos | undefined): boolean {
  return amount === undefined || asked === undefined || amount === asked;
}

/** Refunds of which ours may be one. `rise`: of the refunded total since before we sent, where it is readable. */
function assessDone(
  operation: Operation,
  done: readonly RefundSnapshot[],
  rise: Centavos | undefined,
): Verdict | undefined {
  const asked = askedAmount(operation);
  const [first] = done;
  if (asked === undefined || !first) return done.length === 1 ? { is: 'applied' } : AMBIGUOUS;
  // Less was given back than we asked for, so ours is not among them.
  if (rise !== undefined && rise < asked) return undefined;
  if (rise === asked || (done.length === 1 && first.amount === asked))
    return { is: 'applied', amount: asked };
  return rise === undefined ? UNREADABLE : AMBIGUOUS;
}

/** The refunded total, and nothing else, shows what was done. */
function assessRise(operation: Operation, snapshot: PaymentSnapshot, basis: Basis): Verdict | undefined {
  const [asked, rise] = [askedAmount(operation), riseOf(operation, snapshot, basis)];
  if (rise === undefined) return UNREADABLE;
  if (rise === 0) return undefined;
  if (asked === undefined)
    return snapshot.status === 'refunded' ? { is: 'applied', amount: rise } : AMBIGUOUS;
  if (rise < asked) return undefined;
  return rise === asked ? { is: 'applied', amount: asked } : AMBIGUOUS;
}

/** How much more is given back than before we sent; undefined where one of the two figures is not readable. */
function riseOf({ baseline }: Operation, snapshot: PaymentSnapshot, { others }: Basis): Centavos | undefined {
  const refunded = returnedOf(snapshot);
  if (refunded === undefined || baseline?.refunded === undefined) return undefined;
  return Math.max(0, Math.max(refunded, others.applied) - baseline.refunded);
}
