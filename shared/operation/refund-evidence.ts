import type { Centavos } from '../domain/money.ts';
import { DAY_MS } from '../domain/time.ts';
import type { PaymentSnapshot, RefundSnapshot } from '../provider/payment-snapshot.ts';
import { askedAmount, asksForRest, carriedAmount, isLive, refundedOf, sumOf } from './amounts.ts';
import type { Attempt } from './attempt.ts';
import { firstSentAt, liveAttempts, mayBeOurs, refundIdsOf, sinceLeft } from './attempt-facts.ts';
import type { Operation } from './operation.ts';
import type { SnapshotBasis, Verdict } from './verdict.ts';

/** What a list of refunds, or the refunded total, shows of an operation, whatever its method. */

export const UNREADABLE: Verdict = { is: 'inconclusive', reason: 'unreadable' };
export const AMBIGUOUS: Verdict = { is: 'inconclusive', reason: 'ambiguous' };
const UNRECOGNIZED: Verdict = { is: 'inconclusive', reason: 'unrecognized' };

/** A refund made longer than this before we sent is of others. A day: the zone of a provider's time may be misread. */
const EARLIER_MS = DAY_MS;

/** The refund that the provider's own id ties to the operation; undefined where none is known, or it does not show. */
export function findOwnRefund(
  operation: Operation,
  snapshot: PaymentSnapshot,
  basis: SnapshotBasis,
): Verdict | undefined {
  const ids = new Set(refundIdsOf(operation).map(toKey));
  const own = (snapshot.refunds ?? []).filter((refund) => ids.has(toKey(refund.id)));
  const verdict = assessOwnRefunds(operation, own, riseOf(operation, snapshot, basis));
  return verdict?.is === 'impossible'
    ? (assessOtherAttempts(operation, own, { snapshot, basis }) ?? verdict)
    : verdict;
}

type Shown = { readonly snapshot: PaymentSnapshot; readonly basis: SnapshotBasis };

/**
 * Another attempt than those whose refunds failed may have made one too, or may do so yet. What shows of it, nothing ties to
 * us, though the provider took a request of ours.
 */
function assessOtherAttempts(
  operation: Operation,
  failed: readonly RefundSnapshot[],
  { snapshot, basis }: Shown,
): Verdict | undefined {
  const ids = new Set(failed.map(({ id }) => toKey(id)));
  const live = liveAttempts(operation);
  if (live.length < 2 || live.every((attempt) => isEnded(attempt, ids))) return undefined;
  const { evidence, settleMs } = basis.traits;
  const shown =
    (evidence === 'refund_by_id' && assessNewRefunds(operation, snapshot, basis)) ||
    (evidence === 'refunded_total' && assessRise(operation, snapshot, basis));
  if (shown) return shown.is === 'applied' ? { ...shown, isOurs: false } : shown;
  const isSettled = sinceLeft(operation, basis.beganAt) >= settleMs;
  return isSettled ? undefined : { is: 'inconclusive', reason: 'not_settled' };
}

/** It was refused, or what it made is one of these refunds, which failed. */
function isEnded({ result }: Attempt, failedIds: ReadonlySet<string>): boolean {
  switch (result?.status) {
    case 'rejected':
      return true;
    case 'ambiguous':
      return result.isListed && !result.mayMeanDone;
    case 'accepted':
    case 'succeeded':
      return result.refundId !== undefined && failedIds.has(toKey(result.refundId));
    default:
      return false;
  }
}

/** One of them counts, the one that got furthest: a request that was repeated may show more than once. */
function assessOwnRefunds(
  operation: Operation,
  own: readonly RefundSnapshot[],
  rise: Centavos | undefined,
): Verdict | undefined {
  const [refund] = own.toSorted((one, other) => PROGRESS[other.status] - PROGRESS[one.status]);
  switch (refund?.status) {
    case 'succeeded': {
      const { amount = unnamedAmount(operation, rise), id } = refund;
      return { is: 'applied', amount, refundId: id, isOurs: true };
    }
    case 'processing':
      return { is: 'in_progress' };
    case 'failed':
      return { is: 'impossible', code: refund.code ?? 'declined_by_provider', documented: true };
    case 'withdrawn':
      return { is: 'impossible', code: 'declined_by_provider', documented: true, withdrawn: true };
    case 'unrecognized':
      return UNRECOGNIZED;
    case undefined:
      return undefined;
  }
}

/** What nothing names: as much as was asked for, and no more than was given back where we asked for whatever was left. */
function unnamedAmount(operation: Operation, rise: Centavos | undefined): Centavos | undefined {
  const asked = askedAmount(operation);
  if (asked === undefined || !rise || carriedAmount(operation) !== undefined) return asked;
  return Math.min(asked, rise);
}

const PROGRESS: Readonly<Record<RefundSnapshot['status'], number>> = {
  withdrawn: 0,
  failed: 1,
  unrecognized: 2,
  processing: 3,
  succeeded: 4,
};

/** The list shows keys of ours. What shows no key may still be ours. */
export function assessByKey(
  operation: Operation,
  snapshot: PaymentSnapshot,
  basis: SnapshotBasis,
): Verdict | undefined {
  const { refunds, refundsComplete } = snapshot;
  const rise = riseOf(operation, snapshot, basis);
  const shown = refunds?.filter(({ isOurs }) => isOurs === true) ?? [];
  // Our key holds another amount than we sent: a person finds out.
  if (shown.some((refund) => isLive(refund) && isOfAnotherAmount(operation, refund))) return AMBIGUOUS;
  const own = assessOwnRefunds(operation, shown, rise);
  if (own)
    return own.is === 'impossible'
      ? (assessOtherAttempts(operation, shown, { snapshot, basis }) ?? own)
      : own;
  if (!refunds || !refundsComplete) return UNREADABLE;
  const unnamed = candidatesIn(operation, refunds, basis).filter(({ isOurs }) => isOurs === undefined);
  return mayBeOurs(operation) && unnamed.length > 0 ? AMBIGUOUS : undefined;
}

function isOfAnotherAmount(operation: Operation, { amount }: RefundSnapshot): boolean {
  const carried = carriedAmount(operation);
  return amount !== undefined && carried !== undefined && amount !== carried;
}

/**
 * The list shows the provider's own ids, so that a refund that was not there before may be ours or of others. Its
 * id is not taken for ours, and its end is no proof of the end of ours.
 */
export function assessNewRefunds(
  operation: Operation,
  snapshot: PaymentSnapshot,
  basis: SnapshotBasis,
): Verdict | undefined {
  const { refunds, refundsComplete, status } = snapshot;
  if (!refunds) return UNREADABLE;
  const candidates = candidatesIn(operation, refunds, basis);
  const rise = riseOf(operation, snapshot, basis);
  if (candidates.length === 0) {
    // A total that has risen by more than is new in the list: one of the two is old.
    const isExplained = (rise ?? 0) <= (sumOf(newRefundsIn(operation, refunds, basis)) ?? 0);
    return refundsComplete && isExplained ? undefined : UNREADABLE;
  }
  if (candidates.some((refund) => refund.status === 'unrecognized')) return UNRECOGNIZED;
  if (candidates.some((refund) => refund.status === 'processing'))
    return candidates.length === 1 ? { is: 'in_progress' } : AMBIGUOUS;
  const [only, ...more] = candidates;
  const asked = askedAmount(operation);
  const isOfAmount = only?.amount === undefined || asked === undefined || only.amount === asked;
  const isAllBack = status === 'refunded' && asksForRest(operation, basis.others);
  if (isAllBack && isOfAmount && more.length === 0) return { is: 'applied', amount: only?.amount ?? asked };
  return assessDone(operation, candidates, rise);
}

/** Refunds that may be ours: new, of our amount, and not made long before we sent. */
function candidatesIn(
  operation: Operation,
  refunds: readonly RefundSnapshot[],
  basis: SnapshotBasis,
): readonly RefundSnapshot[] {
  const asked = carriedAmount(operation);
  const earliest = (firstSentAt(operation) ?? 0) - EARLIER_MS;
  return newRefundsIn(operation, refunds, basis).filter(
    ({ amount, createdAt }) =>
      (amount === undefined || asked === undefined || amount === asked) &&
      (createdAt === undefined || createdAt >= earliest),
  );
}

/**
 * Refunds that were not there before we sent, and are not another operation's. One that failed or was withdrawn moved no
 * money: whether ours is that one or never arrived is the same.
 */
function newRefundsIn(
  { baseline }: Operation,
  refunds: readonly RefundSnapshot[],
  { others }: SnapshotBasis,
): readonly RefundSnapshot[] {
  const known = new Set([...(baseline?.refundIds ?? []).map(toKey), ...others.refundIds]);
  return refunds.filter((refund) => isLive(refund) && !known.has(toKey(refund.id)));
}

function toKey(id: string): string {
  return id.toLowerCase();
}

/** Refunds of which ours may be one. `rise`: of the refunded total since before we sent, where it is readable. */
function assessDone(
  operation: Operation,
  done: readonly RefundSnapshot[],
  rise: Centavos | undefined,
): Verdict | undefined {
  const asked = askedAmount(operation);
  if (asked === undefined) return AMBIGUOUS;
  if (rise !== undefined && rise < asked) return afterSmallRise(operation);
  // Each of the others gave back something, so that ours is none of them; unless the list had missed one before.
  if (rise !== undefined && rise < asked + done.length - 1) return AMBIGUOUS;
  const [only, ...more] = done;
  const named = more.length === 0 ? only?.amount : undefined;
  if (named === asked || (rise === asked && named === undefined)) return { is: 'applied', amount: asked };
  return rise === undefined && named === undefined ? UNREADABLE : AMBIGUOUS;
}

/** Less was given back than we asked for: ours is not among it, unless it was for whatever was left when it arrived. */
function afterSmallRise(operation: Operation): Verdict | undefined {
  return carriedAmount(operation) === undefined ? AMBIGUOUS : undefined;
}

/** The refunded total, and nothing else, shows what was done. */
export function assessRise(
  operation: Operation,
  snapshot: PaymentSnapshot,
  basis: SnapshotBasis,
): Verdict | undefined {
  const [asked, rise] = [askedAmount(operation), riseOf(operation, snapshot, basis)];
  if (rise === undefined) return UNREADABLE;
  if (rise === 0) return undefined;
  if (asked === undefined)
    return snapshot.status === 'refunded' ? { is: 'applied', amount: rise } : AMBIGUOUS;
  if (rise < asked) return afterSmallRise(operation);
  return rise === asked ? { is: 'applied', amount: asked } : AMBIGUOUS;
}

/** How much more is given back than before we sent; undefined where one of the two figures is not readable. */
function riseOf(
  { baseline }: Operation,
  snapshot: PaymentSnapshot,
  { others }: SnapshotBasis,
): Centavos | undefined {
  const refunded = refundedOf(snapshot);
  if (refunded === undefined || baseline?.refunded === undefined) return undefined;
  // What another operation of ours turned out to have given back since then is not ours.
  const since = Math.max(0, others.applied - (baseline.othersApplied ?? others.applied));
  return Math.max(0, refunded - baseline.refunded - since);
}
