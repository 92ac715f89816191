import type { EventName } from '../../../shared/domain/event-type.ts';
import { STANDARD_LIMITS } from '../../../shared/domain/limits.ts';
import type { LostRecords } from '../../../shared/domain/switches.ts';
import { HOUR_MS } from '../../../shared/domain/time.ts';
import { type Beginning, begin } from '../../../shared/operation/begin.ts';
import type { Command } from '../../../shared/operation/command.ts';
import { leaseOf, type Operation } from '../../../shared/operation/operation.ts';
import {
  findOperation,
  newPayment,
  othersOf,
  type Payment,
  withOperation,
} from '../../../shared/operation/payment.ts';
import type { Step } from '../../../shared/operation/transition/enter.ts';
import type { Effect, Input, TransitionContext } from '../../../shared/operation/transition/table.ts';
import { transition } from '../../../shared/operation/transition/transition.ts';
import { problemOf } from '../../../shared/operation/view.ts';
import type { AttemptResult } from '../../../shared/provider/attempt-result.ts';
import type { ProviderRules } from '../../../shared/provider/connector.ts';
import type { InquiryResult, PaymentSnapshot } from '../../../shared/provider/payment-snapshot.ts';
import type { MethodTraits, Traits } from '../../../shared/provider/traits.ts';
import { NOON, REF } from '../sample-operation.ts';

export const SETTLE_MS = 15 * 60_000;

/** A whole void that can take effect only once, like LetPay's. */
export const WHOLE_VOID: MethodTraits = {
  amount: 'never',
  partial: 'no',
  idempotency: { is: 'by_nature' },
  evidence: 'status',
  allowedFrom: ['pending', 'processing', 'authorized'],
  inquiryShowsProgress: false,
  settleMs: SETTLE_MS,
  minGapMs: 0,
};

/** A void of an amount that only the status of the payment shows, like SoPague's. */
export const VOID_OF_AMOUNT: MethodTraits = {
  ...WHOLE_VOID,
  amount: 'required',
  partial: 'unknown',
  allowedFrom: ['authorized', 'paid', 'unrecognized'],
};

/** A refund without a key, recognized by the ids of a list, like LetPay's. */
export const LISTED_REFUND: MethodTraits = {
  ...WHOLE_VOID,
  amount: 'optional',
  partial: 'unknown',
  idempotency: { is: 'none' },
  evidence: 'refund_by_id',
  allowedFrom: ['paid', 'partially_refunded'],
  inquiryShowsProgress: true,
};

const LETPAY_LIKE: Traits = {
  void: WHOLE_VOID,
  refund: LISTED_REFUND,
  refundBy: 'api',
  showsReturned: true,
};

export const SOPAGUE_LIKE: Traits = { void: VOID_OF_AMOUNT, refundBy: 'people', showsReturned: false };

export function rulesOf(traits: Partial<Traits> = {}, rules: Partial<ProviderRules> = {}): ProviderRules {
  const window = { partial: 'unknown' } as const;
  return {
    id: 'acme',
    name: 'Acme',
    traits: { ...LETPAY_LIKE, ...traits },
    windows: () => ({ cancel: window, refund: window }),
    ...rules,
  };
}

export const LOST = { status: 'indeterminate', reason: 'no answer' } as const satisfies AttemptResult;
export const ACCEPTED: AttemptResult = { status: 'accepted', providerStatus: 'PROCESSING' };
export const DONE = { status: 'succeeded' } as const satisfies AttemptResult;
export const REJECTED = { status: 'rejected', code: 'payment_not_found' } as const satisfies AttemptResult;
export const NOT_SENT = { status: 'not_sent', code: 'provider_unreachable' } as const satisfies AttemptResult;
/** One listed code with several meanings. */
export const LISTED: AttemptResult = { status: 'ambiguous', isListed: true };
export const UNLISTED: AttemptResult = { status: 'ambiguous', isListed: false };

/** A payment of R$ 100.00 as the provider shows it. @default held, and nothing given back */
export function shown(parts: Partial<PaymentSnapshot> = {}): InquiryResult {
  const held = { status: 'authorized', providerStatus: 'HELD', total: 10_000, refunded: 0 } as const;
  return { is: 'snapshot', snapshot: { ...held, refunds: [], refundsComplete: true, clocks: {}, ...parts } };
}

export const UNAVAILABLE = {
  is: 'unavailable',
  code: 'provider_unavailable',
} as const satisfies InquiryResult;

type StoryOptions = {
  readonly rules?: ProviderRules;
  readonly beginning?: Partial<Beginning>;
  /** What was there before. */
  readonly payment?: Payment;
  /** The records that the ledger misses. @default none */
  readonly lost?: LostRecords;
};

/** What becomes of one operation, input by input. A claim is made wherever it takes one. */
export class Story {
  now = NOON;
  payment: Payment;
  effect: Effect | undefined;
  readonly events: EventName[] = [];
  readonly #id: string;
  readonly #rules: ProviderRules;
  readonly #lost: LostRecords | undefined;

  constructor(
    command: Partial<Command> = {},
    { rules = rulesOf(), beginning, payment, lost }: StoryOptions = {},
  ) {
    this.#rules = rules;
    this.#lost = lost;
    const whole: Command = { ...REF, kind: 'cancellation', idempotencyKey: 'key-1', request: {}, ...command };
    const begun = begin(payment, whole, { trigger: 'http', ...beginning }, this.#context('w'));
    this.payment = begun.payment;
    this.#id = begun.step.operation.id;
    this.#take(begun.step);
  }

  get operation(): Operation {
    const operation = findOperation(this.payment, this.#id);
    if (!operation) throw new Error('the operation is gone');
    return operation;
  }

  /** `state why`: the problem or the attribution. */
  get summary(): string {
    const { operation } = this;
    const why = operation.state === 'succeeded' ? operation.attribution : problemOf(operation)?.code;
    return [operation.state, ...(why ? [why] : [])].join(' ');
  }

  pass(ms: number): this {
    this.now += ms;
    return this;
  }

  /** The result of the attempt that is out. */
  answer(result: AttemptResult): this {
    const number = this.operation.attempts.at(-1)?.number ?? 0;
    return this.input({ type: 'attempt', number, result });
  }

  /** What the provider shows to the worker, which claims the operation first where it must. */
  see(inquiry: InquiryResult = shown()): this {
    if (leaseOf(this.operation)?.owner !== 'w') this.claim();
    const isFirst = this.operation.state === 'accepted';
    return this.input(
      isFirst ? { type: 'preflight', inquiry } : { type: 'inquiry', inquiry, beganAt: this.now },
    );
  }

  claim(asked = true): this {
    return this.input({ type: 'claim', asked });
  }

  input(input: Input, owner = 'w'): this {
    const context = { ...this.#context(owner), others: othersOf(this.payment, this.#id) };
    const step = transition(this.operation, input, context);
    this.effect = undefined;
    if (step) this.#take(step);
    return this;
  }

  #take({ operation, effect, events }: Step): void {
    this.payment = withOperation(this.payment, operation);
    this.effect = effect;
    this.events.push(...events);
  }

  #context(owner: string): Omit<TransitionContext, 'others'> {
    const by = { random: 0, owner, leaseExpiresAt: this.now + 34_000 };
    return { now: this.now, ...by, rules: this.#rules, limits: STANDARD_LIMITS, lost: this.#lost };
  }
}

/** A whole cancellation of a held payment, after these answers to one attempt each. */
export function after(...answers: readonly AttemptResult[]): Story {
  const story = new Story();
  answers.forEach((answer, index) => {
    if (index > 0) story.pass(HOUR_MS).see();
    story.answer(answer);
  });
  return story;
}

/** A payment of which these operations are known. */
export function paymentOf(...operations: readonly Operation[]): Payment {
  return { ...newPayment(REF), version: 1, operations };
}
