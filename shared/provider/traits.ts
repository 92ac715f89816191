import type { PaymentStatus } from './payment-snapshot.ts';

/** How money is given back at the provider: by voiding what is not settled, or by a refund of what is. */
export type Method = 'void' | 'refund';

/** What happens where the same request goes out twice. */
export type Idempotency =
  /** It may take effect twice. */
  | { readonly is: 'none' }
  /** A whole void, or a removal, can take effect only once; a part can again. */
  | { readonly is: 'by_nature' }
  /**
   * The provider takes a key and executes once. `lifetimeMs`: for how long it certainly remembers it; from then on a request is
   * repeated only once an inquiry proves that nothing was done. `burnsOnError`: an answered error uses the key up.
   */
  | { readonly is: 'key'; readonly lifetimeMs: number; readonly burnsOnError: boolean };

/** How an inquiry proves that an operation of ours was executed. */
export type Evidence =
  /** The list of refunds shows a key or an id that we chose. */
  | 'refund_by_key'
  /** The list of refunds shows the provider's own ids: new ones are those that were not in the baseline. */
  | 'refund_by_id'
  /** The refunded total rises over the baseline. */
  | 'refunded_total'
  /** Only the status of the whole payment. */
  | 'status';

/** What a provider's pages say of one method, as data. The core decides by it. */
export type MethodTraits = {
  /**
   * Whether a request carries an amount. `required`: an inquiry comes first. Where the caller gives one, it does only for a
   * method that has to be recognized against what was there before.
   */
  readonly amount: 'never' | 'optional' | 'required';
  readonly partial: 'no' | 'once' | 'repeated' | 'after_settlement' | 'unknown';
  readonly idempotency: Idempotency;
  readonly evidence: Evidence;
  /** Statuses in which this method can still take effect. Another listed status rules it out. */
  readonly allowedFrom: readonly PaymentStatus[];
  /** An inquiry shows that the provider is working on a request. Where not, "not there" proves nothing of an unknown outcome. */
  readonly inquiryShowsProgress: boolean;
  /** Settlement period: milliseconds after a send from which it can no longer take effect. */
  readonly settleMs: number;
  /** Least pause between two requests for one payment, in milliseconds. */
  readonly minGapMs: number;
};

/** A provider's methods. `refundBy: 'people'`: a person files the request at the provider, and it is followed then. */
export type Traits = {
  readonly void?: MethodTraits;
  readonly refund?: MethodTraits;
  readonly refundBy: 'api' | 'people' | 'nobody';
  /** Whether an inquiry shows what was given back. Where it never does, what this ledger saw succeed stands for it. */
  readonly showsReturned: boolean;
  /**
   * The payment is read before anything is sent, whatever is asked for: its answer shows what no refusal would, such as
   * that it is not one of this account.
   */
  readonly readsFirst?: boolean;
  /** One request serves void and refund, and the provider's state decides which happens. */
  readonly sameCall?: boolean;
  /** What differs for payments made by one method, as the provider names it: `{ PIX: { settleMs: … } }`. */
  readonly byPaymentMethod?: Readonly<Record<string, Partial<MethodTraits>>>;
};

/**
 * The traits of one method for payments of one kind. Where the kind is not known, the longest settlement period counts.
 * @throws Error where the provider has no such method
 */
export function traitsOf(traits: Traits, method: Method, paymentMethod?: string): MethodTraits {
  const base = method === 'void' ? traits.void : (traits.refund ?? traits.void);
  if (!base) throw new Error(`the provider has no method ${method}`);
  const kinds = traits.byPaymentMethod ?? {};
  if (paymentMethod !== undefined)
    return Object.hasOwn(kinds, paymentMethod) ? { ...base, ...kinds[paymentMethod] } : base;
  const periods = Object.values(kinds).map(({ settleMs = 0 }) => settleMs);
  return { ...base, settleMs: Math.max(base.settleMs, ...periods) };
}

/** The traits for a payment that shows for how long the keys of its requests are remembered. */
export function withKeyLifetime(traits: MethodTraits, lifetimeMs: number | undefined): MethodTraits {
  const { idempotency } = traits;
  if (idempotency.is !== 'key' || lifetimeMs === undefined) return traits;
  return { ...traits, idempotency: { ...idempotency, lifetimeMs } };
}

/** The traits of one method for each kind of payment, as one of them will turn out to be. */
export function allTraitsOf(traits: Traits, method: Method): readonly MethodTraits[] {
  const kinds = Object.keys(traits.byPaymentMethod ?? {});
  return [undefined, ...kinds].map((kind) => traitsOf(traits, method, kind));
}
