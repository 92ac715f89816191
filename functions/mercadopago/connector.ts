import { DAY_MS, MINUTE_MS } from '../../shared/domain/time.ts';
import type { Connector } from '../../shared/provider/connector.ts';
import type { MethodTraits, Traits } from '../../shared/provider/traits.ts';
import { mercadopagoAuth } from './auth.ts';
import { type Credentials, credentialsSchema } from './credentials.ts';
import { mercadopagoInquiry } from './inquiry.ts';
import { mercadopagoNotification } from './notification.ts';
import { PAYMENT_ID } from './payment-id.ts';
import { mercadopagoRefund, mercadopagoVoid } from './requests.ts';
import { toWindows } from './windows.ts';

/** Cards answer at once; for how long a request may still take effect is not documented: 15 minutes is our estimate. */
const SETTLE_MS = 15 * MINUTE_MS;

/** How long a Pix refund may be under way is not documented: a day is our estimate. */
const PIX_SETTLE_MS = DAY_MS;

/**
 * For how long the Payments API remembers a key, no page says. The official SDK repeats a request with its key at most three
 * times, each with a time-out of 60 s, so that about 5 minutes are relied on: inferred. An order shows another lifetime.
 *
 * @source https://github.com/mercadopago/sdk-nodejs, src/utils/restClient (read 2026-11-30)
 */
const KEY_LIFETIME_MS = 5 * MINUTE_MS;

const COMMON: Pick<MethodTraits, 'settleMs' | 'minGapMs'> = { settleMs: SETTLE_MS, minGapMs: 0 };

/** The bases of each, and what the pages leave open, are in `capabilities.ts`. */
const TRAITS: Traits = {
  void: {
    ...COMMON,
    amount: 'never',
    partial: 'no',
    idempotency: { is: 'by_nature' },
    evidence: 'status',
    /** An order that is at work, or on a terminal, is refused by Mercado Pago itself. */
    allowedFrom: ['pending', 'processing', 'authorized'],
    inquiryShowsProgress: false,
  },
  refund: {
    ...COMMON,
    amount: 'required',
    partial: 'repeated',
    idempotency: { is: 'key', lifetimeMs: KEY_LIFETIME_MS, burnsOnError: false },
    evidence: 'refund_by_id',
    allowedFrom: ['paid', 'partially_refunded'],
    inquiryShowsProgress: true,
  },
  refundBy: 'api',
  showsReturned: true,
  readsFirst: true,
  byPaymentMethod: { pix: { settleMs: PIX_SETTLE_MS } },
};

/** One host: the credentials decide. @source https://github.com/mercadopago/sdk-nodejs, src/utils/config (read 2026-11-30) */
const ENDPOINTS = { api: 'https://api.mercadopago.com' };

/** Mercado Pago: cancels payments and orders that are unpaid or held, whole, and refunds what is paid. */
export const mercadopago: Connector<Credentials> = {
  id: 'mercadopago',
  name: 'Mercado Pago',
  paymentId: PAYMENT_ID,
  credentials: credentialsSchema,
  endpoints: () => ENDPOINTS,
  auth: mercadopagoAuth,
  notification: mercadopagoNotification,
  traits: TRAITS,
  windows: toWindows,
  inquiry: mercadopagoInquiry,
  void: mercadopagoVoid,
  refund: mercadopagoRefund,
};
