import * as z from 'zod/mini';
import { type PaymentRef, sha256 } from './ids.ts';
import { type Centavos, centavosSchema } from './money.ts';
import type { EpochMs } from './time.ts';

export const REASONS = [
  'requested_by_customer',
  'duplicate',
  'fraudulent',
  'abandoned',
  'return',
  'out_of_stock',
  'other',
] as const;

const INSTANT_MESSAGE = 'must be an instant in ISO 8601 with offset, such as 2026-11-21T23:00:00-03:00';

const instantSchema = z.pipe(
  z.string(INSTANT_MESSAGE).check(z.iso.datetime({ offset: true, error: INSTANT_MESSAGE })),
  z.transform((text): EpochMs => Date.parse(text)),
);

/** What the description of the API says of a field. */
const says = z.describe;

/** What every provider takes in the body of a cancellation request. */
const COMMON_FIELDS = {
  amount: z.optional(centavosSchema).check(says('Centavos. Absent: the whole payment.')),
  currency: z.optional(z.literal('BRL', 'must be "BRL"')),
  reason: z
    .optional(z.enum(REASONS, `must be one of ${REASONS.join(', ')}`))
    .check(says('Why the caller wants it.')),
  reference: z
    .optional(
      z
        .string('must be text of 1 to 64 characters')
        .check(
          z.minLength(1, 'must not be empty'),
          z.maxLength(64, 'must have at most 64 characters'),
          z.regex(/^\P{C}*$/u, 'must have no control characters'),
        ),
    )
    .check(says("The caller's own name for it.")),
  capturedAt: z
    .optional(instantSchema)
    .check(
      says(
        'When the card was captured, or the payment was paid: lets the clock speak before the provider does.',
      ),
    ),
  notAfter: z
    .optional(instantSchema)
    .check(says('If nothing has been sent by then, it fails (`deadline_exceeded`) rather than happen late.')),
  dryRun: z
    .optional(z.boolean('must be true or false'))
    .check(says('Says what would be sent first; nothing is stored or sent.')),
};

/** Fields that only one provider takes, under its own name, such as `letpay: { family }`. */
export type DetailsSchema = z.ZodMiniType<Readonly<Record<string, string>> | undefined>;

/** The body of a cancellation request. Unknown fields are refused: a misspelt `amount` must not cancel a whole payment. */
export function cancellationRequestSchema(provider: string, details: DetailsSchema | undefined) {
  const common = z.strictObject(COMMON_FIELDS, 'must be a JSON object');
  if (!details) return common;
  return z.strictObject({ ...COMMON_FIELDS, [provider]: details }, 'must be a JSON object');
}

/** `cancel_or_refund`: cancel while that is possible, else refund. `refund_only`: never cancel. */
export const STRATEGIES = ['cancel_or_refund', 'refund_only'] as const;

/** What a caller wants done, whatever way it came. */
export type Command = PaymentRef & {
  readonly kind: 'cancellation' | 'refund';
  readonly idempotencyKey: string;
  /** Of a refund only. */
  readonly strategy?: (typeof STRATEGIES)[number] | undefined;
  /** Absent: the whole payment. */
  readonly amount?: Centavos | undefined;
  readonly reason?: (typeof REASONS)[number] | undefined;
  readonly reference?: string | undefined;
  /** When the card was captured, or the wallet or PIX payment was paid. */
  readonly capturedAt?: EpochMs | undefined;
  /** Nothing may be sent for the first time after this. */
  readonly notAfter?: EpochMs | undefined;
  /** The provider's own fields. */
  readonly details?: Readonly<Record<string, string>> | undefined;
};

/** Equal for equal commands, however their JSON was written. The key is not part of it. */
export function toFingerprint({
  kind,
  strategy,
  amount,
  reason,
  reference,
  capturedAt,
  notAfter,
  details,
}: Command): string {
  const parts = {
    kind,
    strategy,
    amount,
    reason,
    reference,
    capturedAt,
    notAfter,
    details: details && sorted(details),
  };
  return sha256(JSON.stringify(parts));
}

function sorted(details: Readonly<Record<string, string>>) {
  return Object.entries(details).sort(([a], [b]) => (a < b ? -1 : 1));
}
