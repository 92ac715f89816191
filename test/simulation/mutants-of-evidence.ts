import { toMutant } from './mutant.ts';

const AMOUNTS = 'shared/operation/amounts.ts';
const ASSESS = 'shared/operation/assess.ts';
const REFUND_EVIDENCE = 'shared/operation/refund-evidence.ts';
const BASELINE = 'shared/operation/baseline.ts';
const ABSENCE = 'shared/operation/transition/after-absence.ts';
const FACTS = 'shared/operation/attempt-facts.ts';
const INQUIRED = 'shared/operation/transition/inquired.ts';

/** What an inquiry proves. */
export const EVIDENCE_MUTANTS = [
  toMutant('silence of a read counts as proof', [
    ASSESS,
    '(mayBeWorkedOn && !traits.inquiryShowsProgress)',
    '(mayBeWorkedOn && traits.settleMs === 0)',
  ]),
  toMutant('what is absent counts as not done before it is settled', [
    ASSESS,
    'if (!isSettled || (mayBeOurs(operation) && isWorkUnnamed(snapshot, traits)))',
    'if (mayBeOurs(operation) && isWorkUnnamed(snapshot, traits))',
  ]),
  toMutant('what the provider works on counts as not done', [
    ASSESS,
    "return status === 'processing' && (evidence",
    "return status === 'processing' && status !== 'processing' && (evidence",
  ]),
  toMutant(
    'it counts as settled when the read is judged, not when it began',
    [INQUIRED, 'sinceLeft(operation, beganAt)', 'sinceLeft(operation, beganAt + 20_000)'],
    [ASSESS, 'sinceLeft(operation, beganAt)', 'sinceLeft(operation, beganAt + 20_000)'],
  ),
  toMutant('a read proves an operation of which every attempt was refused', [
    FACTS,
    'isUnanswered(operation) || isUnlisted || mayMeanDone(operation);',
    'isUnanswered(operation) || isUnlisted || mayMeanDone(operation) || true;',
  ]),
  toMutant('what others gave back is not counted', [AMOUNTS, 'Math.max(shown, others.applied)', 'shown']),
  toMutant(
    'no baseline is taken',
    [
      BASELINE,
      'refundIds: (snapshot.refunds ?? []).map(({ id }) => id),',
      'refundIds: (snapshot.refunds ?? []).slice(0, 0).map(({ id }) => id),',
    ],
    [BASELINE, 'refunded: Math.max(refunded, applied)', 'refunded: Math.max(refunded, applied) * 0'],
  ),
  toMutant('no baseline is taken of the total', [
    BASELINE,
    'refunded: Math.max(refunded, applied)',
    'refunded: Math.max(refunded, applied) * 0',
  ]),
  toMutant(
    'any refund in the list counts as ours',
    [REFUND_EVIDENCE, 'isLive(refund) && !known.has(toKey(refund.id))', 'isLive(refund) && known.size >= 0'],
    [REFUND_EVIDENCE, 'refunded - baseline.refunded - since);', 'refunded - since * 0);'],
  ),
  toMutant('a refund under the key of somebody else counts as ours', [
    REFUND_EVIDENCE,
    'refunds?.filter(({ isOurs }) => isOurs === true) ?? []',
    'refunds ?? []',
  ]),
  toMutant(
    'a refund of another amount counts as ours',
    [
      REFUND_EVIDENCE,
      '(amount === undefined || asked === undefined || amount === asked) &&',
      '(amount !== -1 || asked === -1) &&',
    ],
    [
      REFUND_EVIDENCE,
      '  if (rise !== undefined && rise < asked) return afterSmallRise(operation);\n  // Each',
      '  if (done.length === 1) return { is: "applied", amount: asked };\n  // Each',
    ],
  ),
  toMutant('a rise smaller than asked counts as ours', [
    REFUND_EVIDENCE,
    'if (rise < asked) return afterSmallRise(operation);\n  return rise === asked',
    "if (rise < asked) return { is: 'applied', amount: asked };\n  return rise === asked",
  ]),
  toMutant('a rise greater than asked proves that ours is not in it', [
    REFUND_EVIDENCE,
    "return rise === asked ? { is: 'applied', amount: asked } : AMBIGUOUS;\n}\n\n/** How much",
    "return rise === asked ? { is: 'applied', amount: asked } : undefined;\n}\n\n/** How much",
  ]),
  toMutant('two refunds of our amount prove that neither is ours', [
    REFUND_EVIDENCE,
    'const [only, ...more] = done;',
    'if (done.length > 1) return undefined;\n  const [only, ...more] = done;',
  ]),
  toMutant('a part counts as not done where only the status shows', [
    ASSESS,
    "if (!wouldShow && isSettled) return { is: 'inconclusive', reason: 'not_shown' };",
    '',
  ]),
  toMutant('what is left after a request counts as the whole', [
    ABSENCE,
    'isHarmlessToRepeat(operation, traits, context.now)',
    'isHarmlessToRepeat({ ...operation, baseline: toBaseline(snapshot, context) }, traits, context.now)',
  ]),
  toMutant('figures that cannot be read count as nothing given back', [
    AMOUNTS,
    'returnedOf(snapshot) ?? (rules.traits.showsReturned ? undefined : 0)',
    'returnedOf(snapshot) ?? 0',
  ]),
];
