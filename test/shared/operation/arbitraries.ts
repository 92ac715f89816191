import fc from 'fast-check';
import { STANDARD_LIMITS } from '../../../shared/domain/limits.ts';
import { PROBLEM_CODES } from '../../../shared/domain/problem.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../shared/domain/time.ts';
import type { Attempt } from '../../../shared/operation/attempt.ts';
import type { FieldsOf, Operation, OperationBase, OperationIn } from '../../../shared/operation/operation.ts';
import type { Input, TransitionContext } from '../../../shared/operation/transition/table.ts';
import type { OtherOperations } from '../../../shared/operation/verdict.ts';
import type { AttemptResult } from '../../../shared/provider/attempt-result.ts';
import type { ProviderRules } from '../../../shared/provider/connector.ts';
import {
  type InquiryResult,
  PAYMENT_STATUSES,
  type PaymentSnapshot,
  type RefundSnapshot,
} from '../../../shared/provider/payment-snapshot.ts';
import type { Method, MethodTraits, Traits } from '../../../shared/provider/traits.ts';
import { NOON, REF, sampleBase } from '../sample-operation.ts';

/** The worker of the transition, and another one. */
export const OWNERS = ['a', 'b'] as const;

const METHODS = ['void', 'refund'] as const;

/** Centavos: few values, so that amounts meet often. */
export const centavos = fc.constantFrom(1, 500, 1000, 1500, 2000, 10_000);

const instant = fc.oneof(
  fc.integer({ min: NOON - 7 * DAY_MS, max: NOON + 7 * DAY_MS }),
  fc.constantFrom(NOON - 15 * MINUTE_MS, NOON - 1, NOON, NOON + 1, NOON + MINUTE_MS),
);

const past = instant.map((at) => Math.min(at, NOON));

const word = fc.constantFrom('r-1', 'R-1', 'r-2', 'r-3', 'r-4');

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

/** Without the names whose value is undefined: what is absent is not there. */
function present<T extends object>(fields: T): T {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as T;
}

const record = <T>(fields: { [Name in keyof T]: fc.Arbitrary<T[Name]> }): fc.Arbitrary<T> =>
  all(fields).map((value) => present(value as T & object));

const all = <T>(fields: { [Name in keyof T]: fc.Arbitrary<T[Name]> }): fc.Arbitrary<T> =>
  fc.record(fields, { noNullPrototype: true });

const idempotency: fc.Arbitrary<MethodTraits['idempotency']> = fc.oneof(
  fc.constant({ is: 'none' as const }),
  fc.constant({ is: 'by_nature' as const }),
  all({
    is: fc.constant('key' as const),
    lifetimeMs: fc.constantFrom(MINUTE_MS, HOUR_MS, 30 * HOUR_MS),
    burnsOnError: fc.boolean(),
  }),
);

export const methodTraits: fc.Arbitrary<MethodTraits> = all({
  amount: fc.constantFrom('never', 'optional', 'required'),
  partial: fc.constantFrom('no', 'once', 'repeated', 'after_settlement', 'unknown'),
  idempotency,
  evidence: fc.constantFrom('refund_by_key', 'refund_by_id', 'refunded_total', 'status'),
  allowedFrom: fc.subarray([...PAYMENT_STATUSES]),
  inquiryShowsProgress: fc.boolean(),
  settleMs: fc.constantFrom(0, MINUTE_MS, 15 * MINUTE_MS),
  minGapMs: fc.constantFrom(0, 5000),
});

/** Traits that a provider can have: at least one method, and where it refunds, a request for that. */
export const traits: fc.Arbitrary<Traits> = record<Traits>({
  void: methodTraits,
  refund: maybe(methodTraits) as fc.Arbitrary<MethodTraits>,
  refundBy: fc.constantFrom('api', 'people', 'nobody'),
  showsReturned: fc.boolean(),
  sameCall: maybe(fc.boolean()) as fc.Arbitrary<boolean>,
  readsFirst: maybe(fc.boolean()) as fc.Arbitrary<boolean>,
  byPaymentMethod: maybe(
    fc.constantFrom({ PIX: { settleMs: HOUR_MS } }, { PIX: { amount: 'required' as const } }),
  ) as fc.Arbitrary<NonNullable<Traits['byPaymentMethod']>>,
});

const window = all({
  rule: fc.constant('rule'),
  basis: fc.constantFrom('documented' as const, 'inferred' as const),
  closesAt: instant,
  refusedFrom: instant,
});

/** What the clocks of a payment show may close nothing for certain. */
const closing = fc
  .tuple(window, fc.boolean())
  .map(([known, isCertain]) => (isCertain ? known : { ...known, refusedFrom: Number.POSITIVE_INFINITY }));

const methodWindow = record({
  partial: fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const),
  closing: maybe(closing),
  never: maybe(fc.constant({ code: 'manual_action_required' as const, detail: 'people do it' })),
});

export const rules: fc.Arbitrary<ProviderRules> = all({
  traits,
  windows: all({ cancel: methodWindow, refund: methodWindow }),
}).map(({ traits: all, windows }) => ({ id: 'acme', name: 'Acme', traits: all, windows: () => windows }));

const code = fc.constantFrom(...PROBLEM_CODES);

const providerError = record({
  status: maybe(fc.constantFrom(400, 422, 500)),
  code: maybe(fc.constant('E1')),
  message: maybe(fc.constant('No.')),
});

export const attemptResult: fc.Arbitrary<AttemptResult> = fc.oneof(
  record({
    status: fc.constant('succeeded' as const),
    amount: maybe(centavos),
    refundId: maybe(word),
    authorizationCode: maybe(fc.constant('A1')),
    providerStatus: maybe(fc.constant('CANCELED')),
  }),
  record({ status: fc.constant('accepted' as const), refundId: maybe(word) }),
  record({ status: fc.constant('rejected' as const), code, providerError: maybe(providerError) }),
  record({
    status: fc.constant('ambiguous' as const),
    isListed: fc.boolean(),
    code: maybe(code),
    providerError: maybe(providerError),
  }),
  record({
    status: fc.constant('indeterminate' as const),
    reason: fc.constant('no answer'),
    isAnswered: maybe(fc.boolean()),
    retryAfterMs: maybe(fc.constantFrom(1, 25_000, HOUR_MS)),
  }),
  record({
    status: fc.constant('not_sent' as const),
    code,
    permanent: maybe(fc.boolean()),
    retryAfterMs: maybe(fc.constantFrom(1, 25_000)),
    credentialsRefused: maybe(fc.boolean()),
  }),
);

export const refundSnapshot: fc.Arbitrary<RefundSnapshot> = record<RefundSnapshot>({
  id: word,
  isOurs: maybe(fc.boolean()),
  amount: maybe(centavos),
  status: fc.constantFrom('succeeded', 'processing', 'failed', 'withdrawn', 'unrecognized'),
  createdAt: maybe(instant),
});

export const snapshot: fc.Arbitrary<PaymentSnapshot> = record<PaymentSnapshot>({
  status: fc.constantFrom(...PAYMENT_STATUSES),
  providerStatus: fc.constant('STATUS'),
  paymentMethod: maybe(fc.constantFrom('PIX', 'CREDITCARD', 'constructor')),
  total: maybe(fc.oneof(centavos, fc.constant(0))),
  captured: maybe(fc.oneof(centavos, fc.constant(0))),
  refunded: maybe(fc.oneof(centavos, fc.constant(0))),
  refunds: maybe(fc.array(refundSnapshot, { maxLength: 3 })),
  refundsComplete: fc.boolean(),
  clocks: fc.constant({}),
});

export const inquiry: fc.Arbitrary<InquiryResult> = fc.oneof(
  { weight: 6, arbitrary: snapshot.map((one): InquiryResult => ({ is: 'snapshot', snapshot: one })) },
  { weight: 1, arbitrary: all({ is: fc.constant('not_found' as const), conclusive: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: record({
      is: fc.constant('unavailable' as const),
      code,
      retryAfterMs: maybe(fc.constantFrom(1, 25_000)),
      credentialsRefused: maybe(fc.boolean()),
    }),
  },
);

const lease = all({
  owner: fc.constantFrom(...OWNERS),
  expiresAt: fc.constantFrom(NOON - 1, NOON, NOON + MINUTE_MS),
});

const maybeRecording = maybe(
  all({
    outcome: fc.constantFrom('succeeded' as const, 'failed' as const),
    evidence: fc.constant('a receipt'),
    by: fc.constant('ana'),
    at: past,
  }),
);

const later = {
  nextActionAt: instant,
  inquiries: fc.nat({ max: 20 }),
  pausedUntil: maybe(instant),
  lease: maybe(lease),
};

const problem = all({ code });

type Fields = { [S in Operation['state']]: fc.Arbitrary<FieldsOf<S>> };

/** The fields of every state. */
const FIELDS: Fields = {
  accepted: record({ ...later, waitingFor: maybe(problem), credentialsRefusedSince: maybe(past) }),
  sending: record({ lease, inquiries: fc.nat({ max: 20 }), credentialsRefusedSince: maybe(past) }),
  unknown: record(later),
  processing: record(later),
  awaiting_approval: record(later),
  manual_review: all({ since: past }),
  succeeded: record({
    completedAt: past,
    appliedAmount: maybe(centavos),
    attribution: fc.constantFrom('ours' as const, 'unproven' as const, 'recorded' as const),
    refundId: maybe(word),
    authorizationCode: maybe(fc.constant('A1')),
    paidAfterwardsAt: maybe(past),
    recording: maybeRecording,
  }),
  failed: record({
    completedAt: past,
    problem: maybe(problem),
    withdrawn: maybe(fc.constant(true)),
    recording: maybeRecording,
  }),
};

type Sent = {
  readonly method: Method;
  readonly result: AttemptResult | undefined;
  readonly amount: number | undefined;
};

const sent: fc.Arbitrary<Sent> = all({
  method: fc.constantFrom(...METHODS),
  result: maybe(attemptResult),
  amount: maybe(centavos),
});

/** Attempts in the order of their numbers and times. */
function toAttempts(all: readonly Sent[], firstSentAt: number): readonly Attempt[] {
  return all.map(({ method, result, amount }, index) => {
    const sentAt = Math.min(NOON, firstSentAt + index * MINUTE_MS);
    return present({
      number: index + 1,
      method,
      sentAt,
      owner: 'a',
      amount,
      result: result && { ...result, at: sentAt },
    }) as Attempt;
  });
}

const baseline = record({
  refundIds: fc.array(word, { maxLength: 2 }),
  total: maybe(centavos),
  refunded: maybe(fc.oneof(centavos, fc.constant(0))),
  left: maybe(centavos),
  othersApplied: maybe(fc.constantFrom(0, 500)),
  isUnpaid: maybe(fc.constant(true)),
});

const request = record({
  amount: maybe(centavos),
  notAfter: maybe(instant),
  capturedAt: maybe(past),
  strategy: maybe(fc.constantFrom('cancel_or_refund' as const, 'refund_only' as const)),
});

const base: fc.Arbitrary<OperationBase> = all({
  kind: fc.constantFrom('cancellation' as const, 'refund' as const),
  method: fc.constantFrom(...METHODS),
  attempts: fc.array(sent, { maxLength: 4 }),
  firstSentAt: past,
  request,
  baseline: maybe(baseline),
  window: maybe(window),
  createdAt: past,
  requestId: maybe(word),
  lastPublishedState: maybe(fc.constantFrom('accepted', 'unknown', 'processing', 'failed')),
  suspendedAt: maybe(past),
  methodChangedAt: maybe(past),
}).map(({ attempts, firstSentAt, ...parts }) =>
  sampleBase(present({ ...parts, attempts: toAttempts(attempts, firstSentAt) }) as Partial<OperationBase>),
);

/** What a state says of the attempts: something was sent where it may have been, and nothing else. */
function fitTo<S extends Operation['state']>(operation: OperationIn<S>): Operation {
  const { state, method, attempts } = operation;
  const own: Attempt = { number: attempts.length + 1, method, sentAt: NOON - MINUTE_MS, owner: 'a' };
  const isUnsent = state === 'accepted' || state === 'awaiting_approval';
  const isOut = state === 'sending' || state === 'unknown' || state === 'processing';
  const fitted = isOut
    ? [...attempts, state === 'sending' ? own : { ...own, result: LOST }]
    : attempts.filter(
        (attempt) => !isUnsent || attempt.method !== method || attempt.result?.status === 'not_sent',
      );
  return { ...operation, attempts: fitted } as Operation;
}

const LOST = { status: 'indeterminate', reason: 'no answer', at: NOON - MINUTE_MS } as const;

/** An operation in this state, as the ledger may hold it. */
export function operationOf<S extends Operation['state']>(state: S): fc.Arbitrary<Operation> {
  return fc
    .tuple(base, FIELDS[state])
    .map(([parts, fields]) => fitTo({ ...parts, state, ...fields } as OperationIn<S>));
}

export const STATES = Object.keys(FIELDS) as readonly Operation['state'][];

export const operation: fc.Arbitrary<Operation> = fc.constantFrom(...STATES).chain(operationOf);

const recording = all({
  outcome: fc.constantFrom('succeeded' as const, 'failed' as const),
  evidence: fc.constant('a receipt'),
  by: fc.constant('ana'),
  at: fc.constant(NOON),
});

/** One arbitrary for each kind of input. */
export const INPUTS: { readonly [Name in Input['type']]: fc.Arbitrary<Extract<Input, { type: Name }>> } = {
  claim: all({ type: fc.constant('claim'), asked: fc.boolean() }),
  preflight: all({ type: fc.constant('preflight'), inquiry }),
  attempt: all({
    type: fc.constant('attempt'),
    number: fc.integer({ min: 1, max: 6 }),
    result: attemptResult,
  }),
  inquiry: all({ type: fc.constant('inquiry'), inquiry, beganAt: past }),
  gate: all({
    type: fc.constant('gate'),
    gate: fc.constantFrom('closed' as const, 'unreadable' as const),
  }),
  postpone: all({ type: fc.constant('postpone'), problem }),
  notified: all({ type: fc.constant('notified') }),
  withdraw: all({ type: fc.constant('withdraw'), byProvider: fc.boolean() }),
  attach_request: all({ type: fc.constant('attach_request'), requestId: word }),
  record: all({ type: fc.constant('record'), recording }),
  republish: all({ type: fc.constant('republish') }),
  erase: all({ type: fc.constant('erase'), audit: fc.boolean() }),
};

export const input: fc.Arbitrary<Input> = fc.oneof(...Object.values<fc.Arbitrary<Input>>(INPUTS));

export const others: fc.Arbitrary<OtherOperations> = record({
  applied: fc.constantFrom(0, 500, 1000),
  refundIds: fc.subarray(['r-1', 'r-2']),
  lastLeftBy: maybe(past),
});

export const context: fc.Arbitrary<TransitionContext> = all({
  now: fc.constant(NOON),
  random: fc.constantFrom(0, 0.5, 0.999),
  owner: fc.constantFrom('a', 'b', ''),
  leaseExpiresAt: fc.constant(NOON + 34_000),
  rules,
  limits: fc.constant(STANDARD_LIMITS),
  others,
  lost: fc.constantFrom(undefined, undefined, { from: NOON - 60 * MINUTE_MS, until: NOON - MINUTE_MS }),
});

/** A payment of the sample reference. */
export const SAMPLE_REF = REF;
