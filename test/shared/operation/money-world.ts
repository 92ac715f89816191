import { STANDARD_LIMITS } from '../../../shared/domain/limits.ts';
import { HOUR_MS, MINUTE_MS } from '../../../shared/domain/time.ts';
import { begin } from '../../../shared/operation/begin.ts';
import { idempotencyKeyOf, idempotencyKeysOf } from '../../../shared/operation/idempotency.ts';
import { isFinal, leaseOf, type Operation } from '../../../shared/operation/operation.ts';
import { findOperation, othersOf, type Payment, withOperation } from '../../../shared/operation/payment.ts';
import type { Step } from '../../../shared/operation/transition/enter.ts';
import type { Input, TransitionContext } from '../../../shared/operation/transition/table.ts';
import { transition } from '../../../shared/operation/transition/transition.ts';
import type { AttemptResult } from '../../../shared/provider/attempt-result.ts';
import type { ProviderRules } from '../../../shared/provider/connector.ts';
import type { PaymentSnapshot } from '../../../shared/provider/payment-snapshot.ts';
import type { MethodTraits } from '../../../shared/provider/traits.ts';
import { NOON, REF } from '../sample-operation.ts';

export const TOTAL = 10_000;

/** What the provider does with one request, and what its sender hears. */
export type Turn =
  | 'done'
  | 'done, answer lost'
  | 'lost'
  | 'refused'
  | 'refused in unlisted words'
  | 'accepted'
  | 'not sent';

/** One thing that happens to a payment. */
export type Happening =
  | {
      readonly is: 'begin';
      readonly amount: number | undefined;
      /** Of each request in turn. */
      readonly turns: readonly Turn[];
      /** What strangers give back just after each of them; 0 where they do nothing. */
      readonly strangers: readonly number[];
    }
  | { readonly is: 'stranger'; readonly amount: number };

/** How the provider is, as far as it matters for money. */
export type Nature = Pick<MethodTraits, 'evidence' | 'idempotency' | 'amount'> & {
  /** It gives back more than is left, where it is asked to. */
  readonly isLax: boolean;
  readonly namesAmounts: boolean;
};

/** What the provider gave back, on whose request. */
type Effect = { readonly id: string; readonly by: string; readonly key: string; readonly amount: number };

/** What is refused because of what was begun before. */
const REFUSALS = ['already_refunded', 'already_canceled', 'payment_busy'];

/** A paid payment, its provider, and this ledger. No clock but its own. */
export class MoneyWorld {
  readonly effects: Effect[] = [];
  payment: Payment | undefined;
  /** A request asked for more than was left then. */
  asksTooMuch = false;
  readonly #nature: Nature;
  readonly #rules: ProviderRules;
  #now = NOON;
  #turns: Turn[] = [];
  #strangers: number[] = [];

  constructor(nature: Nature) {
    const { evidence, idempotency, amount } = nature;
    const method: MethodTraits = {
      ...{ evidence, idempotency, amount, partial: 'repeated', inquiryShowsProgress: true, minGapMs: 0 },
      allowedFrom: ['paid', 'partially_refunded'],
      settleMs: 15 * MINUTE_MS,
    };
    this.#nature = nature;
    this.#rules = {
      ...{ id: 'acme', name: 'Acme' },
      traits: {
        void: { ...method, allowedFrom: ['authorized'] },
        refund: method,
        refundBy: 'api',
        showsReturned: true,
      },
      windows: () => ({ cancel: { partial: 'yes' }, refund: { partial: 'yes' } }),
    };
  }

  returned(by?: string): number {
    return this.effects.reduce(
      (sum, effect) => sum + (by === undefined || effect.by === by ? effect.amount : 0),
      0,
    );
  }

  /** Begins a refund, if nothing else is under way, and brings it to its end. */
  refund(key: string, { amount, turns, strangers }: Extract<Happening, { is: 'begin' }>): void {
    const request = amount === undefined ? {} : { amount };
    const command = { ...REF, kind: 'refund', idempotencyKey: key, request } as const;
    this.#turns = [...turns];
    this.#strangers = [...strangers];
    try {
      const { payment, step } = begin(this.payment, command, { trigger: 'http' }, this.#context(key));
      this.payment = payment;
      this.#run(step, key);
      this.#resolve(step.operation.id, key);
    } catch (error) {
      if (!(error instanceof Error && REFUSALS.includes(error.name))) throw error;
    }
  }

  stranger(amount: number): void {
    if (amount === 0 || amount > TOTAL - this.returned()) return;
    this.effects.push({ id: `r-${this.effects.length}`, by: 'stranger', key: 'foreign', amount });
  }

  /** As the sweeper would, until nothing more is due. */
  #resolve(id: string, owner: string): void {
    for (let sweeps = 0; sweeps < 60; sweeps++) {
      const operation = findOperation(this.payment, id);
      if (!operation || isFinal(operation) || operation.state === 'manual_review') return;
      this.#now += sweeps < 10 ? 5 * MINUTE_MS : 5 * HOUR_MS;
      this.#decide(id, { type: 'claim', asked: false }, owner);
    }
  }

  #decide(id: string, input: Input, owner: string): void {
    const operation = findOperation(this.payment, id);
    const step =
      operation &&
      transition(operation, input, { ...this.#context(owner), others: othersOf(this.payment, id) });
    if (!step || !this.payment) return;
    this.payment = withOperation(this.payment, step.operation);
    this.#run(step, owner);
  }

  #run({ operation, effect }: Step, owner: string): void {
    if (!effect || leaseOf(operation)?.owner !== owner) return;
    const beganAt = this.#now;
    if (effect === 'send') {
      const number = operation.attempts.at(-1)?.number ?? 0;
      const result = this.#take(operation);
      this.stranger(this.#strangers.shift() ?? 0);
      this.#decide(operation.id, { type: 'attempt', number, result }, owner);
    } else {
      const inquiry = { is: 'snapshot', snapshot: this.#show(operation) } as const;
      const input =
        effect === 'preflight'
          ? ({ type: effect, inquiry } as const)
          : ({ type: 'inquiry', inquiry, beganAt } as const);
      this.#decide(operation.id, input, owner);
    }
  }

  #take(operation: Operation): AttemptResult {
    const turn = this.#turns.shift() ?? 'done';
    if (turn === 'not sent') return { status: 'not_sent', code: 'provider_unreachable' };
    if (turn === 'lost') return { status: 'indeterminate', reason: 'no answer' };
    if (turn === 'refused') return { status: 'rejected', code: 'declined_by_provider' };
    if (turn === 'refused in unlisted words') return { status: 'ambiguous', isListed: false };
    const left = TOTAL - this.returned();
    const amount = operation.attempts.at(-1)?.amount ?? left;
    const key = idempotencyKeyOf(operation);
    const isRepeated =
      this.#nature.idempotency.is === 'key' && this.effects.some((effect) => effect.key === key);
    if (!isRepeated) {
      this.asksTooMuch ||= amount > left;
      if (amount > left && !this.#nature.isLax)
        return { status: 'rejected', code: 'amount_exceeds_available' };
      this.effects.push({ id: `r-${this.effects.length}`, by: operation.id, key, amount });
    }
    if (turn === 'done, answer lost') return { status: 'indeterminate', reason: 'no answer' };
    return turn === 'accepted' ? { status: 'accepted' } : { status: 'succeeded', amount };
  }

  #show(operation: Operation): PaymentSnapshot {
    const { evidence, namesAmounts } = this.#nature;
    const returned = this.returned();
    const isKeyed = evidence === 'refund_by_key';
    const refunds = this.effects.map(({ id, amount, key }) => ({
      id,
      status: 'succeeded' as const,
      ...(namesAmounts && { amount }),
      ...(isKeyed && { isOurs: idempotencyKeysOf(operation).includes(key) }),
    }));
    return {
      status: returned === 0 ? 'paid' : returned < TOTAL ? 'partially_refunded' : 'refunded',
      providerStatus: 'PAID',
      total: TOTAL,
      refunded: returned,
      ...((isKeyed || evidence === 'refund_by_id') && { refunds }),
      refundsComplete: true,
      clocks: {},
    };
  }

  #context(owner: string): Omit<TransitionContext, 'others'> {
    const by = { random: 0, owner, leaseExpiresAt: this.#now + 34_000 };
    return { now: this.#now, ...by, rules: this.#rules, limits: STANDARD_LIMITS };
  }
}
