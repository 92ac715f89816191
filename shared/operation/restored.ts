import type { LostRecords } from '../domain/switches.ts';
import type { EpochMs } from '../domain/time.ts';
import type { ProviderRules } from '../provider/connector.ts';
import { type Method, traitsOf } from '../provider/traits.ts';
import { type Attempt, withAttempt } from './attempt.ts';
import { nextIdempotencyKey } from './idempotency.ts';
import { RESTORED } from './lost-attempts.ts';
import type { Operation } from './operation.ts';
import { openOperation, type Payment, withOperation } from './payment.ts';
import type { Requester } from './requester.ts';
import { toSave } from './save.ts';
import { enter, type Step } from './transition/enter.ts';
import { withTrail } from './with-trail.ts';

/** Numbers of events that may have been published since: none of them is used again for another event. */
const LOST_EVENTS = 1_000;

type Restoring = {
  readonly lost: LostRecords;
  readonly rules: ProviderRules;
  readonly now: EpochMs;
  readonly saveId: string;
  /** Who gave the command, for the trail. */
  readonly by: { readonly trigger: string; readonly requester: Requester };
};

/**
 * A payment of an older copy of the ledger, as it is put into one that has no record of it. Its open operation may have been
 * sent since the copy: it gets an attempt without a result for each method by which that is possible, so that it is inquired
 * about, and sent again only as after any lost answer.
 */
export function toRestored(payment: Payment, { lost, rules, now, saveId, by }: Restoring): Payment {
  const open = openOperation(payment);
  const step = open && restore(open, lost, rules, now);
  const restored = step && withCommand(step.operation, by, now);
  const before = { ...payment, version: 0, sequence: payment.sequence + LOST_EVENTS };
  const [name] = step?.events ?? [];
  const change = {
    payment: restored ? withOperation(before, restored) : before,
    event: restored && name && { operation: restored, name },
  };
  return toSave(before, change, { saveId, now });
}

function withCommand(operation: Operation, { trigger, requester }: Restoring['by'], at: EpochMs): Operation {
  return withTrail(operation, {
    at,
    by: trigger,
    step: 'command',
    result: 'restore',
    requests: [],
    requester,
  });
}

/** What waits for people waits on. */
function restore(
  operation: Operation,
  lost: LostRecords,
  rules: ProviderRules,
  now: EpochMs,
): Step<'unknown'> | undefined {
  const { state } = operation;
  if (state !== 'accepted' && state !== 'sending' && state !== 'unknown' && state !== 'processing')
    return undefined;
  const attempts = methodsOf(operation, rules).reduce(
    (before, method) =>
      withAttempt(before, toLostAttempt({ ...operation, attempts: before, method }, lost, rules)),
    operation.attempts,
  );
  return enter({ ...operation, attempts }, 'unknown', { nextActionAt: now, inquiries: 0 });
}

/** A refund that was to be a void may have become a refund since then, by what the payment showed. */
function methodsOf({ kind, method }: Operation, { traits }: ProviderRules): readonly Method[] {
  const mayChange = kind === 'refund' && method === 'void' && traits.refund && traits.refundBy === 'api';
  return mayChange && traits.sameCall !== true ? ['void', 'refund'] : [method];
}

/** The last one that may have been sent after the copy, at the latest time at which that was possible. */
function toLostAttempt(operation: Operation, { until: sentAt }: LostRecords, rules: ProviderRules): Attempt {
  const { attempts, method, request, paymentMethod } = operation;
  const number = 1 + Math.max(0, ...attempts.map((attempt) => attempt.number));
  const amount = request.amount ?? attempts.findLast((one) => one.method === method)?.amount;
  const traits = traitsOf(rules.traits, method, paymentMethod);
  const idempotencyKey = nextIdempotencyKey(operation, { number, amount }, traits);
  return {
    ...{ number, method, sentAt, owner: RESTORED },
    ...(amount !== undefined && { amount }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  };
}
