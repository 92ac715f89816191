import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  amountsOf,
  askedAmount,
  asksForRest,
  isLive,
  refundedOf,
  totalOf,
} from '../../../shared/operation/amounts.ts';
import { assess } from '../../../shared/operation/assess.ts';
import {
  isReportedDone,
  isTakenByProvider,
  isUnanswered,
  lastSentAt,
  mayBeOurs,
  refundIdOf,
  refundIdsOf,
} from '../../../shared/operation/attempt-facts.ts';
import type { Operation } from '../../../shared/operation/operation.ts';
import type { AssessmentBasis, Verdict } from '../../../shared/operation/verdict.ts';
import type { InquiryResult, PaymentSnapshot } from '../../../shared/provider/payment-snapshot.ts';
import { type MethodTraits, traitsOf } from '../../../shared/provider/traits.ts';
import { NOON } from '../sample-operation.ts';
import { inquiry, operationOf, others, rules, snapshot } from './arbitraries.ts';

const sent = fc.constantFrom('unknown' as const, 'processing' as const).chain(operationOf);

const basis: fc.Arbitrary<AssessmentBasis> = fc.record({ rules, others, beganAt: fc.constant(NOON) });

type Shown = {
  readonly operation: Operation;
  readonly snapshot: PaymentSnapshot;
  readonly basis: AssessmentBasis;
  readonly traits: MethodTraits;
  readonly verdict: Verdict;
};

/** Holds of whatever a snapshot proves about an operation of which something was sent. */
function always(holds: (shown: Shown) => void): void {
  fc.assert(
    fc.property(sent, snapshot, basis, (operation, shown, by) => {
      const traits = traitsOf(by.rules.traits, operation.method, shown.paymentMethod);
      const verdict = assess(operation, { is: 'snapshot', snapshot: shown }, by);
      holds({ operation, snapshot: shown, basis: by, traits, verdict });
    }),
    { numRuns: 5_000 },
  );
}

/** The refunds in a snapshot that an id or a key ties to the operation. */
function ownIn({ operation, snapshot: { refunds = [] }, traits }: Shown) {
  const ids = refundIdsOf(operation).map((id) => id.toLowerCase());
  return refunds.filter(
    (refund) =>
      ids.includes(refund.id.toLowerCase()) ||
      (traits.evidence === 'refund_by_key' && refund.isOurs === true),
  );
}

describe('a verdict', () => {
  test('comes of any operation and any inquiry', () => {
    fc.assert(
      fc.property(
        fc
          .constantFrom('awaiting_approval' as const, 'manual_review' as const, 'failed' as const)
          .chain(operationOf),
        inquiry,
        basis,
        (operation, given, by) => {
          assert.ok(assess(operation, given, by).is);
        },
      ),
      { numRuns: 5000 },
    );
  });

  test('is none where the inquiry was not answered, and keeps the pause that the provider asks for', () => {
    fc.assert(
      fc.property(sent, basis, fc.option(fc.nat(), { nil: undefined }), (operation, by, retryAfterMs) => {
        const given: InquiryResult = { is: 'unavailable', code: 'provider_unavailable', retryAfterMs };
        const expected = { is: 'inconclusive', reason: 'unreadable', retryAfterMs };
        assert.deepEqual(assess(operation, given, by), expected);
      }),
    );
  });
});

describe('`applied`', () => {
  test('is never the verdict without anything that shows it', () => {
    always((shown) => {
      const { operation, snapshot: seen, traits, verdict } = shown;
      if (verdict.is !== 'applied') return;
      const isAllBack = ['canceled', 'refunded'].includes(seen.status);
      const isNothingLeft = seen.total === 0 || (refundedOf(seen) ?? 0) >= (totalOf(seen) ?? Infinity);
      const isRefunded = (seen.refunds ?? []).some(({ status }) => status === 'succeeded');
      const hasRisen = (seen.refunded ?? 0) > (operation.baseline?.refunded ?? Infinity);
      const evidence = {
        refund_by_key: ownIn(shown).some(({ status }) => status === 'succeeded'),
        refund_by_id: isRefunded,
        refunded_total: hasRisen || isRefunded,
        status: false,
      };
      const isConfirmed = isReportedDone(operation) && isRefunded;
      assert.ok(
        evidence[traits.evidence] || ownIn(shown).length > 0 || isAllBack || isNothingLeft || isConfirmed,
      );
    });
  });

  test('is never the verdict where every attempt was refused with a listed code, unless an id or a key ties it to ours', () => {
    always((shown) => {
      if (shown.verdict.is !== 'applied' || mayBeOurs(shown.operation)) return;
      assert.ok(ownIn(shown).some(({ status }) => status === 'succeeded'));
    });
  });

  test('is never the verdict on a part whose effect only the status could show, unless the rest is what it asked for', () => {
    always((shown) => {
      const { operation, traits, verdict, basis: by } = shown;
      if (verdict.is !== 'applied' || traits.evidence !== 'status' || ownIn(shown).length > 0) return;
      if (isReportedDone(operation)) return;
      assert.ok(asksForRest(operation, by.others));
    });
  });

  test('never follows from a refund of another amount, unless an id or a key ties it to ours', () => {
    always((shown) => {
      const { operation, snapshot: seen, traits, verdict } = shown;
      const { amount } = operation.request;
      if (verdict.is !== 'applied' || traits.evidence !== 'refund_by_id' || amount === undefined) return;
      const isByStatus =
        ['canceled', 'refunded'].includes(seen.status) && asksForRest(operation, shown.basis.others);
      if (ownIn(shown).length > 0 || isByStatus || isReportedDone(operation)) return;
      const live = (seen.refunds ?? []).filter(isLive);
      const isOfOurAmount = live.some((refund) => refund.amount === undefined || refund.amount === amount);
      assert.ok(isOfOurAmount || live.length === 0, JSON.stringify(live));
    });
  });

  test('never follows from a refund that was there before, is of another operation, or was made long before we sent', () => {
    always((shown) => {
      const { operation, snapshot: seen, traits, basis: by } = shown;
      if (traits.evidence !== 'refund_by_id' || refundIdOf(operation) !== undefined) return;
      const known = [...(operation.baseline?.refundIds ?? []), ...by.others.refundIds];
      const isForeign = (seen.refunds ?? []).every(({ id }) =>
        known.some((one) => one.toLowerCase() === id.toLowerCase()),
      );
      const isByStatus = ['canceled', 'refunded'].includes(seen.status) || isReportedDone(operation);
      const isByFigures = (refundedOf(seen) ?? 0) >= (totalOf(seen) ?? Infinity);
      if (isForeign && !isByStatus && !isByFigures) assert.notEqual(shown.verdict.is, 'applied');
    });
  });

  test('never names more than was asked for, unless the provider does', () => {
    always((shown) => {
      const { operation, verdict } = shown;
      if (verdict.is !== 'applied' || ownIn(shown).length > 0) return;
      const asked = askedAmount(operation);
      if (asked !== undefined) assert.ok((verdict.amount ?? 0) <= asked);
    });
  });
});

describe('`not_applied`', () => {
  test('is never the verdict while a request of ours can still take effect', () => {
    always(({ operation, traits, verdict, basis: { beganAt } }) => {
      if (verdict.is !== 'not_applied') return;
      assert.ok(beganAt - (lastSentAt(operation) ?? Number.NaN) >= traits.settleMs);
    });
  });

  test('is never the verdict where the provider would not show what it is working on', () => {
    always(({ operation, traits, verdict }) => {
      if (verdict.is !== 'not_applied' || traits.inquiryShowsProgress) return;
      assert.ok(!isUnanswered(operation) && !isTakenByProvider(operation));
    });
  });

  test('is never the verdict on what the provider reported done', () => {
    always(({ operation, verdict }) => {
      assert.ok(verdict.is !== 'not_applied' || !isReportedDone(operation));
    });
  });

  test('is never the verdict on a part that only the status could show', () => {
    always(({ operation, traits, verdict, basis: by }) => {
      if (verdict.is !== 'not_applied' || traits.evidence !== 'status' || !mayBeOurs(operation)) return;
      assert.ok(asksForRest(operation, by.others));
    });
  });

  test('is never the verdict where the figures or the list that matter are not readable', () => {
    always(({ operation, snapshot: seen, traits, verdict }) => {
      if (verdict.is !== 'not_applied' || !mayBeOurs(operation)) return;
      if (traits.evidence === 'refund_by_key' || traits.evidence === 'refund_by_id')
        assert.ok(seen.refunds && (seen.refundsComplete || seen.refunds.length > 0));
      if (traits.evidence === 'refunded_total' && operation.method === 'refund')
        assert.ok(seen.refunded !== undefined || seen.refunds);
    });
  });

  test('is never the verdict where something new may be ours', () => {
    always(({ operation, snapshot: seen, traits, verdict, basis: by }) => {
      if (verdict.is !== 'not_applied' || traits.evidence !== 'refund_by_id' || !mayBeOurs(operation)) return;
      const known = [...(operation.baseline?.refundIds ?? []), ...by.others.refundIds].map((id) =>
        id.toLowerCase(),
      );
      const asked = askedAmount(operation);
      const suspects = (seen.refunds ?? []).filter(
        ({ id, amount, status, createdAt }) =>
          status === 'processing' &&
          !known.includes(id.toLowerCase()) &&
          amount === asked &&
          createdAt === undefined,
      );
      assert.deepEqual(suspects, []);
    });
  });
});

/** The figures by which a method is judged. */
const FIGURES = {
  refund_by_key: ['refunds'],
  refund_by_id: ['refunds', 'refunded'],
  refunded_total: ['refunded'],
  status: ['total'],
} as const;

describe('an unreadable figure', () => {
  /** A snapshot with all of its figures, and one of them to hide. */
  const blind = fc.record({
    name: fc.constantFrom('refunded' as const, 'refunds' as const, 'total' as const),
    seen: snapshot.filter(({ refunded, refunds, total }) =>
      [refunded, refunds, total].every((one) => one !== undefined),
    ),
  });

  test('never proves that nothing was done where the figure itself would not have', () => {
    fc.assert(
      fc.property(sent, blind, basis, (operation, { name, seen }, by) => {
        const { evidence } = traitsOf(by.rules.traits, operation.method, seen.paymentMethod);
        fc.pre(FIGURES[evidence].some((figure) => figure === name));
        // A complete list says the same as the total.
        fc.pre(name !== 'refunded' || !seen.refundsComplete);
        const { [name]: _hidden, ...rest } = seen;
        const whole = assess(operation, { is: 'snapshot', snapshot: seen }, by);
        const without = assess(operation, { is: 'snapshot', snapshot: { ...rest } }, by);
        if (without.is === 'not_applied')
          assert.ok(whole.is !== 'applied' && whole.is !== 'in_progress', `${name}: ${whole.is}`);
      }),
      { numRuns: 5_000 },
    );
  });

  test('never leaves more to give back than the figure itself', () => {
    fc.assert(
      fc.property(blind, basis, ({ name, seen }, by) => {
        const { [name]: _hidden, ...rest } = seen;
        const { left } = amountsOf(seen, by);
        const without = amountsOf({ ...rest }, by);
        if (by.rules.traits.showsReturned && name === 'refunded' && !rest.refundsComplete)
          assert.equal(without.left, undefined);
        if (name === 'total' && seen.captured === undefined) assert.equal(without.left, undefined);
        assert.ok(left === undefined || left >= 0);
      }),
    );
  });
});

describe('what strangers did', () => {
  test('proves nothing of ours where a key of ours does not show in a complete list', () => {
    always(({ operation, snapshot: seen, traits, verdict }) => {
      if (traits.evidence !== 'refund_by_key' || refundIdOf(operation) !== undefined) return;
      const isNotOurs = (seen.refunds ?? []).every(({ isOurs }) => isOurs === false);
      if (seen.refunds && seen.refundsComplete && isNotOurs && !isReportedDone(operation))
        assert.ok(
          verdict.is !== 'applied' || seen.refunded === undefined || operation.method === 'void',
          verdict.is,
        );
    });
  });

  test('is `foreign` only where every attempt of ours was refused', () => {
    always(({ operation, verdict }) => {
      assert.ok(verdict.is !== 'foreign' || !mayBeOurs(operation));
    });
  });
});
