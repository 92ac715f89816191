/** What LetPay's pages leave open about cancels and refunds. The defaults are our choice. */
export interface LetpayRules {
  /** From the acceptance to the end of a cancel. Not documented. @default 0: the answer still says PROCESSING */
  cancelTakesMs: number;
  /**
   * How an accepted cancel ends: as it should, with the payer having paid meanwhile, or not at all.
   * @default 'canceled'
   */
  cancelEnds: 'canceled' | 'paid' | 'never';
  /** What a read shows until then: the status that the cancel answered, or the one from before. @default 'processing' */
  whileCanceling: 'processing' | 'unchanged';
  /** A cancel of a payment that is canceled: 422 with 00.04.0010, or accepted again. @default 'refused' */
  secondCancel: 'refused' | 'accepted';
  /** Every accepted cancel takes effect once more, the second of a canceled payment too. @default false */
  nonIdempotent: boolean;
  /**
   * From the acceptance to the end of a refund: REQUESTED in the first half of it, PROCESSING in the second. Not
   * documented. @default 0: the answer still says REQUESTED
   */
  refundTakesMs: number;
  /** How an accepted refund ends. One that never does stays PROCESSING. @default 'completed' */
  refundEnds: 'completed' | 'failed' | 'never';
  /** Whether refunds that have not ended count as taken when another is asked for. @default 'taken' */
  pendingRefunds: 'taken' | 'ignored';
}

const DEFAULT_RULES: Readonly<LetpayRules> = {
  cancelTakesMs: 0,
  cancelEnds: 'canceled',
  whileCanceling: 'processing',
  secondCancel: 'refused',
  nonIdempotent: false,
  refundTakesMs: 0,
  refundEnds: 'completed',
  pendingRefunds: 'taken',
};

/** The rules among a simulator's options, with the defaults for those that are not given. */
export function toRules(options: Partial<LetpayRules>): LetpayRules {
  return {
    cancelTakesMs: options.cancelTakesMs ?? DEFAULT_RULES.cancelTakesMs,
    cancelEnds: options.cancelEnds ?? DEFAULT_RULES.cancelEnds,
    whileCanceling: options.whileCanceling ?? DEFAULT_RULES.whileCanceling,
    secondCancel: options.secondCancel ?? DEFAULT_RULES.secondCancel,
    nonIdempotent: options.nonIdempotent ?? DEFAULT_RULES.nonIdempotent,
    refundTakesMs: options.refundTakesMs ?? DEFAULT_RULES.refundTakesMs,
    refundEnds: options.refundEnds ?? DEFAULT_RULES.refundEnds,
    pendingRefunds: options.pendingRefunds ?? DEFAULT_RULES.pendingRefunds,
  };
}
