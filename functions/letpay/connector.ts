import { MINUTE_MS } from '../../shared/domain/time.ts';
import type { Connector } from '../../shared/provider/connector.ts';
import type { Traits } from '../../shared/provider/traits.ts';
import { letpayAuth, newKeyPair } from './auth.ts';
import { type Credentials, credentialsSchema } from './credentials.ts';
import { letpayInquiry } from './inquiry.ts';
import { letpayNotification } from './notification.ts';
import { PAYMENT_ID } from './payment-id.ts';
import { detailsSchema, letpayRefund, letpayVoid } from './requests.ts';
import { toWindows } from './windows.ts';

/** For how long a request may still take effect is not documented: 15 minutes is our estimate. */
const SETTLE_MS = 15 * MINUTE_MS;

/** The bases of each, and what the pages leave open, are in `capabilities.ts`. */
const TRAITS: Traits = {
  void: {
    amount: 'never',
    partial: 'no',
    idempotency: { is: 'by_nature' },
    evidence: 'status',
    allowedFrom: ['pending', 'processing', 'authorized'],
    inquiryShowsProgress: false,
    settleMs: SETTLE_MS,
    minGapMs: 0,
  },
  refund: {
    amount: 'optional',
    partial: 'unknown',
    idempotency: { is: 'none' },
    evidence: 'refund_by_id',
    allowedFrom: ['paid', 'partially_refunded'],
    inquiryShowsProgress: true,
    settleMs: SETTLE_MS,
    minGapMs: 0,
  },
  refundBy: 'api',
  showsReturned: true,
};

const ENDPOINTS = {
  sandbox: { api: 'https://api-sandbox.letpay.io' },
  /** Seen in a merchant's public client; no page of LetPay states it for payments. */
  production: { api: 'https://api.letpay.io' },
} as const;

/** LetPay: cancels PicPay payments and other held payments, whole, and refunds what is paid. */
export const letpay: Connector<Credentials> = {
  id: 'letpay',
  name: 'LetPay',
  paymentId: PAYMENT_ID,
  credentials: credentialsSchema,
  endpoints: ({ environment }) => ENDPOINTS[environment],
  auth: letpayAuth,
  newCredentials: newKeyPair,
  notification: letpayNotification,
  details: detailsSchema,
  traits: TRAITS,
  windows: toWindows,
  inquiry: letpayInquiry,
  void: letpayVoid,
  refund: letpayRefund,
};
