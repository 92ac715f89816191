import fc from 'fast-check';
import type { ProviderId } from './fuzz-function.ts';
import { change, mostly, objectOf, oddJson, oddNumber, oddText, withChange } from './odd-values.ts';
import { MERCHANT } from './ports.ts';

/** A payment id as each provider writes them. */
export const PAYMENT_ID = {
  letpay: '8f048623-16c6-47da-aca1-546a16e8fb99',
  sopague: '020080286103040952150000006201850000000000',
  mercadopago: '18552260055',
  pix: '7978c0c97ea847e78e8849634473c1f1',
} as const;

export const OPERATION_ID = `op_${'0'.repeat(26)}`;

const INSTANTS = [
  '2026-11-21T10:02:00-03:00',
  '2026-11-21T23:00:00-03:00',
  '2026-01-01T00:00:00Z',
  '2027-01-01T00:00:00.123456789Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59-23:59',
] as const;

const amount = mostly(fc.integer({ min: 1, max: 15_000 }), oddNumber, 6);
const instant = mostly(fc.constantFrom(...INSTANTS), oddText, 6);
const seldom = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });

const FIELDS = {
  currency: seldom(mostly(fc.constant('BRL'), oddText)),
  reason: seldom(mostly(fc.constantFrom('duplicate', 'return', 'other'), oddText)),
  reference: seldom(mostly(fc.constantFrom('order-4711', 'é'.repeat(64), '😀'.repeat(32)), oddText)),
  capturedAt: seldom(instant),
  notAfter: fc.option(instant, { nil: undefined, freq: 8 }),
} as const;

/** The body of a request, valid about every other time. */
export function requestBody(provider: ProviderId, kind: 'cancellation' | 'refund'): fc.Arbitrary<unknown> {
  const family = mostly(fc.constantFrom('payment', 'checkout', 'token'), oddText);
  const right = fc
    .record({
      ...FIELDS,
      amount:
        provider !== 'sopague' && kind === 'cancellation' ? fc.option(amount, { freq: 9 }) : seldom(amount),
      strategy:
        kind === 'refund'
          ? seldom(mostly(fc.constantFrom('cancel_or_refund', 'refund_only'), oddText))
          : fc.constant(undefined),
      [provider === 'letpay' ? 'letpay' : 'absent']:
        provider === 'letpay' ? seldom(fc.record({ family })) : fc.constant(undefined),
    })
    .map((fields) =>
      Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null)),
    );
  const more = fc.tuple(right, objectOf(oddJson, 2)).map(([body, odd]) => ({ ...body, ...odd }));
  const changed = fc.tuple(right, fc.array(change, { minLength: 1, maxLength: 2 }));
  return fc.oneof(
    { weight: 6, arbitrary: right },
    { weight: 1, arbitrary: more },
    { weight: 2, arbitrary: changed.map(([body, changes]) => changes.reduce<unknown>(withChange, body)) },
    { weight: 1, arbitrary: oddJson },
  );
}

export const merchantId = mostly(
  fc.constantFrom(MERCHANT, MERCHANT, MERCHANT, 'loja-sem-segredo'),
  oddText,
  15,
);

export const idempotencyKey = mostly(fc.constantFrom('key-1', 'k'.repeat(255), '!~'), oddText, 12);

export function paymentId(provider: ProviderId): fc.Arbitrary<string> {
  return mostly(fc.constant(PAYMENT_ID[provider]), fc.oneof(oddText, fc.constantFrom(...NEAR_IDS)), 12);
}

const NEAR_IDS = [
  ...Object.values(PAYMENT_ID),
  PAYMENT_ID.letpay.toUpperCase(),
  `${PAYMENT_ID.letpay}\n`,
  `${PAYMENT_ID.sopague}0`,
  `${PAYMENT_ID.letpay}/cancel`,
];

/** How a text is broken: characters taken away at a place, others put there. */
export type Cut = { readonly at: number; readonly takes: number; readonly puts: string };

export const cut: fc.Arbitrary<Cut> = fc.record({
  at: fc.nat({ max: 300 }),
  takes: fc.nat({ max: 3 }),
  puts: fc.oneof(
    fc.constantFrom('', ',', '}', '"', '\\', '\u0000', '{}', 'NaN', '\ud800', '//'),
    fc.string({ maxLength: 4 }),
  ),
});

export function withCut(text: string, { at, takes, puts }: Cut): string {
  const place = at % (text.length + 1);
  return text.slice(0, place) + puts + text.slice(place + takes);
}
