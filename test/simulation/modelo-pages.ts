import type { PaymentStatus } from '../../shared/provider/payment-snapshot.ts';
import type { Evidence, Idempotency, MethodTraits, Traits } from '../../shared/provider/traits.ts';
import type { Dice } from './dice.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** From here on nothing that was sent can take effect any more. */
export const SETTLE_MS = 15 * MINUTE_MS;

/** Payments that were made by Pix settle later, where the pages say so. */
const PIX_SETTLE_MS = 40 * MINUTE_MS;

/** What the pages of the provider that does not exist say: its traits, and how it knows its callers. */
export type ModeloPages = {
  readonly auth: 'static' | 'bearer' | 'rotating';
  readonly traits: Traits;
  /** Answers and lists name amounts. */
  readonly namesAmounts: boolean;
  /** How payments are made, where an inquiry shows it. */
  readonly paymentMethod?: 'PIX';
};

/** Least pause between two requests for one payment, where the pages ask for one. */
const MIN_GAP_MS = 60_000;

const UNPAID: readonly PaymentStatus[] = ['authorized', 'processing'];
const PAID: readonly PaymentStatus[] = ['paid', 'partially_refunded'];
const ANY: readonly PaymentStatus[] = [...UNPAID, ...PAID];

const KEY: Idempotency = { is: 'key', lifetimeMs: 26 * HOUR_MS, burnsOnError: false };
const SHORT_KEY: Idempotency = { is: 'key', lifetimeMs: 30 * MINUTE_MS, burnsOnError: true };

function toTraits(method: Partial<MethodTraits>, inquiryShowsProgress: boolean): MethodTraits {
  return {
    amount: 'optional',
    partial: 'repeated',
    idempotency: { is: 'none' },
    evidence: 'refund_by_key',
    allowedFrom: ANY,
    settleMs: SETTLE_MS,
    minGapMs: 0,
    inquiryShowsProgress,
    ...method,
  };
}

/** Providers like those that are to come, by the trait that sets them apart. */
export const PRESETS = {
  /** Parts that each count, and an inquiry that tells of each reference whether it was done. Nobody refunds. */
  parts: (shows: boolean): ModeloPages => ({
    auth: 'rotating',
    namesAmounts: true,
    traits: { void: toTraits({}, shows), refundBy: 'nobody', showsReturned: true },
  }),
  /** As with Pix: what is not paid is removed, and what is paid goes back under an id that the caller chooses. */
  pix: (shows: boolean): ModeloPages => ({
    auth: 'bearer',
    namesAmounts: true,
    traits: {
      void: toTraits(
        {
          amount: 'never',
          partial: 'no',
          idempotency: { is: 'by_nature' },
          evidence: 'status',
          allowedFrom: UNPAID,
        },
        shows,
      ),
      refund: toTraits({ amount: 'required', idempotency: KEY, allowedFrom: PAID }, shows),
      refundBy: 'api',
      showsReturned: true,
    },
  }),
  /** As with a card acquirer: one request voids or refunds, and only the refunded total shows what was done. */
  cielo: (shows: boolean): ModeloPages => ({
    auth: 'static',
    namesAmounts: false,
    traits: {
      void: toTraits({ evidence: 'refunded_total' }, shows),
      refundBy: 'api',
      showsReturned: true,
      sameCall: true,
    },
  }),
} as const;

export type PresetName = keyof typeof PRESETS;

/** One of the presets, or any mixture of traits that a provider can have. */
export function drawPages(dice: Dice, shows: boolean): ModeloPages {
  if (dice.chance(0.5)) return dice.pick([PRESETS.parts, PRESETS.pix, PRESETS.cielo])(shows);
  const refundBy = dice.pick(['api', 'api', 'nobody'] as const);
  const sameCall = refundBy === 'api' && dice.chance(0.3);
  const isLate = dice.chance(0.2);
  const traits: Traits = {
    void: drawTraits(dice, sameCall || refundBy === 'nobody' ? ANY : UNPAID, () => shows),
    ...(refundBy === 'api' &&
      !sameCall && { refund: drawTraits(dice, PAID, (evidence) => shows && LISTED.has(evidence)) }),
    refundBy,
    showsReturned: true,
    ...(sameCall && { sameCall }),
    ...(isLate && { byPaymentMethod: { PIX: { settleMs: PIX_SETTLE_MS } } }),
  };
  return {
    auth: dice.pick(['static', 'bearer', 'rotating']),
    traits: { ...traits, showsReturned: showsReturned(traits) },
    namesAmounts: dice.chance(0.6),
    ...(isLate && { paymentMethod: 'PIX' }),
  };
}

/** A refund that is under way shows in a list only; of a void the status tells. */
const LISTED: ReadonlySet<Evidence> = new Set(['refund_by_id', 'refund_by_key']);

function drawTraits(
  dice: Dice,
  allowedFrom: readonly PaymentStatus[],
  showsProgress: (evidence: Evidence) => boolean,
): MethodTraits {
  const amount = dice.pick(['never', 'optional', 'required'] as const);
  const evidence = dice.pick<Evidence>(['status', 'refunded_total', 'refund_by_id', 'refund_by_key']);
  return toTraits(
    {
      amount,
      partial: amount === 'never' || dice.chance(0.2) ? 'no' : 'repeated',
      idempotency: dice.pick([{ is: 'none' }, { is: 'by_nature' }, KEY, SHORT_KEY] as const),
      evidence,
      allowedFrom,
      minGapMs: dice.chance(0.2) ? MIN_GAP_MS : 0,
    },
    showsProgress(evidence),
  );
}

/** By the status alone nobody can tell how much was given back. */
function showsReturned({ void: ofVoid, refund }: Traits): boolean {
  return [ofVoid, refund].some((method) => method && method.evidence !== 'status');
}

/** From here on nothing that was sent to a payment of this provider can take effect any more. */
export function settleMsOf(pages: ModeloPages | undefined): number {
  return pages?.paymentMethod === 'PIX' ? PIX_SETTLE_MS : SETTLE_MS;
}
