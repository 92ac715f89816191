import { toMutant } from './mutant.ts';

const ABSENCE = 'shared/operation/transition/after-absence.ts';
const ATTEMPTED = 'shared/operation/transition/attempted.ts';
const CLAIM = 'shared/operation/transition/claim.ts';
const ENTER = 'shared/operation/transition/enter.ts';
const FACTS = 'shared/operation/attempt-facts.ts';
const IDEMPOTENCY = 'shared/operation/idempotency.ts';
const INQUIRED = 'shared/operation/transition/inquired.ts';
const REFUSE_AMOUNT = 'shared/operation/transition/refuse-amount.ts';
const SCHEDULE = 'shared/operation/schedule.ts';
const SEND = 'shared/operation/transition/send.ts';
const TRANSITION = 'shared/operation/transition/transition.ts';

/** What follows from an answer, from an inquiry, and from time. */
export const TRANSITION_MUTANTS = [
  toMutant(
    'a live lease is taken over',
    [CLAIM, 'return !isLeased(operation, now);', 'return true;'],
    [CLAIM, 'if (isLeased(operation, now) || now <', 'if (now <'],
  ),
  toMutant('a pause that the provider asked for is cut short', [
    CLAIM,
    ' || now < (operation.pausedUntil ?? 0)',
    '',
  ]),
  toMutant('requests for one payment follow each other at once', [
    SEND,
    'lastLeftBy === 0 ? 0 : lastLeftBy + traitsFor(operation, context).minGapMs',
    'lastLeftBy * 0 * traitsFor(operation, context).minGapMs',
  ]),
  toMutant(
    'what does harm twice is sent again before it is settled',
    [ABSENCE, 'if (!isSettled || isFor(verdict, ', 'if (isFor(verdict, '],
    [ABSENCE, "'unrecognized', 'not_settled')) return wait();", "'unrecognized')) return wait();"],
    [
      ABSENCE,
      "if (verdict.is !== 'not_applied' || countLive",
      "if ((verdict.is !== 'not_applied' && !isFor(verdict, 'not_settled')) || countLive",
    ],
  ),
  toMutant('what has no idempotency is repeated like what has', [
    IDEMPOTENCY,
    "case 'none':\n      return false;",
    "case 'none':\n      return true;",
  ]),
  toMutant('a part is repeated like a whole', [IDEMPOTENCY, 'return coversAll(operation);', 'return true;']),
  toMutant('a key is used when the provider has forgotten it', [
    IDEMPOTENCY,
    'now + ARRIVAL_MS < firstUseOf(operation) + idempotency.lifetimeMs',
    'now + ARRIVAL_MS > firstUseOf(operation)',
  ]),
  toMutant('a repeat goes out under another key', [
    IDEMPOTENCY,
    'last?.amount === amount && last && !isUsedUp',
    'last?.amount === amount && last && isUsedUp',
  ]),
  toMutant('what was accepted is sent again before it is settled', [
    ABSENCE,
    'if ((isTaken || provesNothing) && !isSettled) return wait();',
    'if (provesNothing && !isSettled) return wait();',
  ]),
  toMutant('an orphaned attempt is sent again without a read', [
    CLAIM,
    "return { ...enter(operation, 'unknown', fields), effect: 'inquire' };",
    'return toFirstSend({ ...operation, ...fields } as never, context, operation.attempts.at(-1)?.amount) as never;',
  ]),
  toMutant('an orphaned attempt leaves no doubt', [
    FACTS,
    "({ result }) => result === undefined || result.status === 'indeterminate',",
    "({ result }) => result?.status === 'indeterminate',",
  ]),
  toMutant('a refusal closes on a later attempt', [
    ATTEMPTED,
    'if (liveAttempts(operation).length === 1) return toRefused(',
    'if (liveAttempts(operation).length > 0) return toRefused(',
  ]),
  toMutant('a refusal in unlisted words closes', [
    ATTEMPTED,
    'return afterAmbiguity(after, context);',
    "return afterRejection(after, { code: 'declined_by_provider' }, context);",
  ]),
  toMutant('a refusal closes once read, settled or not', [
    ABSENCE,
    "if (refusal && verdict.is === 'not_applied')",
    'if (refusal && isReadable)',
  ]),
  toMutant('a former owner decides by an answer', [
    ATTEMPTED,
    'if (!isOwner(operation, context) || !isTheOneOut) return undefined;',
    'if (number < 0) return undefined;',
  ]),
  toMutant('a former owner decides by a read', [
    INQUIRED,
    'if (!isOwner(operation, context)) return undefined;\n  switch (verdict.is) {',
    'switch (verdict.is) {',
  ]),
  toMutant('no answer counts as failed', [
    ATTEMPTED,
    "return toWaiting(after, 'unknown', context, result);\n    case 'not_sent'",
    "return toFailed(after, { code: 'declined_by_provider' }, context);\n    case 'not_sent'",
  ]),
  toMutant('"not done" counts as proof', [
    ABSENCE,
    ' return isSettled ? toManualReview(operation, context) : wait();\n  return sendAgain(operation, findings, context);',
    ' return isSettled ? toManualReview(operation, context) : wait();\n  return toRefused(operation, explainRefusal(operation, findings.snapshot), context);',
  ]),
  toMutant('a later attempt that was not sent takes back the earlier ones', [
    ATTEMPTED,
    "  if (liveAttempts(operation).length > 0) return toWaiting(operation, 'unknown', context, pause);\n",
    '',
  ]),
  toMutant('an attempt that was not sent still counts', [
    FACTS,
    "attempt.method === method && attempt.result?.status !== 'not_sent'",
    'attempt.method === method',
  ]),
  toMutant('a request that was too many counts as a doubt', [
    'shared/operation/perform.ts',
    "if (reply.is === 'answered' && reply.status === 429) return toRateLimited(reply);\n    return",
    'return',
  ]),
  toMutant('credentials that are refused end it at once', [
    'shared/operation/transition/refused-credentials.ts',
    '10 * MINUTE_MS',
    '0 * MINUTE_MS',
  ]),
  toMutant('trouble of a login ends it', [
    ATTEMPTED,
    'if (permanent) return toFailed(',
    "if (permanent || code === 'provider_unavailable') return toFailed(",
  ]),
  toMutant(
    'a failed operation is closed by a read that proves another',
    [
      TRANSITION,
      'failed: { attempt: attemptedAfterFailure, record: recordSuccess, republish, erase },',
      'failed: { claim: claimUnknown, inquiry: inquired, attempt: attemptedAfterFailure, record: recordSuccess, republish, erase } as never,',
    ],
    [CLAIM, '    default:\n      return false;', "    default:\n      return operation.state === 'failed';"],
  ),
  toMutant('the method changes before nothing can land', [
    INQUIRED,
    '  if (!isSettled) return toWaiting(operation, operation.state, context);\n  const isLeftOpen',
    '  const isLeftOpen',
  ]),
  toMutant('attempts have no end', [ABSENCE, '>= context.limits.attemptsPerOperation', '>= 3_000']),
  toMutant('reads have no end', [
    SCHEDULE,
    'limits.inquiryDays * DAY_MS',
    'limits.inquiryDays * 1_000 * DAY_MS',
  ]),
  toMutant('what was never sent has no end', [
    SCHEDULE,
    'return unsentHours * HOUR_MS',
    'return unsentHours * 100_000 * HOUR_MS',
  ]),
  toMutant('what people never decide has no end', [
    SCHEDULE,
    'const APPROVAL_MS = 60 * DAY_MS;',
    'const APPROVAL_MS = 6_000 * DAY_MS;',
  ]),
  toMutant('more than is left is asked for', [
    REFUSE_AMOUNT,
    'if (left > 0 && asked <= left) return undefined;',
    'if (left > 0 && asked > 0) return undefined;',
  ]),
  toMutant('a part is asked of who gives back wholes only', [
    REFUSE_AMOUNT,
    'if (!isWholeOnly(traits) || amount === undefined',
    'if (isWholeOnly(traits) || !isWholeOnly(traits) || amount === undefined',
  ]),
  toMutant('the whole is asked for where a part was wanted', [
    REFUSE_AMOUNT,
    "return asked ?? (trait === 'required' || returned !== 0 ? left : undefined);",
    "return trait === 'required' || returned !== 0 ? left : undefined;",
  ]),
  toMutant('a whole void is believed without another read', [
    ATTEMPTED,
    "return method === 'void' && isWhole(operation) && amount !== undefined;",
    "return method === 'void' && isWhole(operation) && amount === 0;",
  ]),
  toMutant('what somebody is at work on is published', [
    ENTER,
    'if (fields.lease && !begins) return undefined;',
    'if (fields.lease && begins) return undefined;',
  ]),
  toMutant('an end is not published', [
    ENTER,
    'event !== undefined && base.lastPublishedState !== state',
    "event !== undefined && base.lastPublishedState !== state && state !== 'failed'",
  ]),
];
