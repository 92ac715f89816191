import type { Outcome } from '../kit/answers.ts';
import type { RequestKind } from '../kit/faults.ts';
import type { ReceivedRequest } from '../kit/traffic.ts';

/** A payment. Amounts in centavos, `at` in epoch milliseconds. */
export type Payment = {
  readonly id: string;
  readonly amount: number;
  readonly status: 'held' | 'paid';
  /** When it was created. */
  readonly at: number;
  returned: number;
  effects: number;
  /** Centavos returned with each idempotency key. */
  readonly done: Map<string, number>;
};

/** Returns money, and counts it. */
export function giveBack(payment: Payment, amount: number, key?: string): void {
  payment.returned += amount;
  payment.effects += 1;
  if (key !== undefined) payment.done.set(key, amount);
}

/** The provider's paths; the group in brackets is the payment id. Without paths nothing can be simulated. */
export const ROUTES: readonly (readonly [method: string, path: RegExp, kind: RequestKind])[] = [];

/** The header that carries the credentials, in lower case. */
export const KEY_HEADER = 'authorization';

/** What the provider answers and, with `apply`, does, as its pages describe it. */
export function answer(_request: ReceivedRequest, _payment: Payment | undefined, _now: number): Outcome {
  throw new Error('Write next: local/simulators/pix/answers.ts, answer: what the pages say about each path.');
}

/** An error in the documented form. */
export function refuse(_status: number, _code?: string): Outcome {
  throw new Error('Write next: local/simulators/pix/answers.ts, refuse: the form of the errors.');
}

/** The kind of a request, and its payment. */
export function toRoute(
  method: string,
  path: string,
): { readonly kind: RequestKind; readonly paymentId: string } {
  const bare = path.replace(/\?.*$/, '');
  for (const [verb, pattern, kind] of ROUTES) {
    const match = verb === method ? pattern.exec(bare) : null;
    if (match) return { kind, paymentId: match[1] ?? '' };
  }
  return { kind: 'other', paymentId: '' };
}
