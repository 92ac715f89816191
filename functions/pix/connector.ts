import { DAY_MS, MINUTE_MS } from '../../shared/domain/time.ts';
import type { Connector } from '../../shared/provider/connector.ts';
import type { Traits } from '../../shared/provider/traits.ts';
import { pixAuth } from './auth.ts';
import { type Credentials, credentialsSchema } from './credentials.ts';
import { toEndpoints } from './endpoints.ts';
import { pixInquiry } from './inquiry.ts';
import { pixNotification } from './notification.ts';
import { PAYMENT_ID } from './payment-id.ts';
import { pixRefund, pixVoid } from './requests.ts';
import { toWindows } from './windows.ts';

/** The bases of each, and what the pages leave open, are in `capabilities.ts`. */
const TRAITS: Traits = {
  void: {
    amount: 'never',
    partial: 'no',
    idempotency: { is: 'by_nature' },
    evidence: 'status',
    allowedFrom: ['pending'],
    inquiryShowsProgress: false,
    /** A removal is one synchronous write, which gateways cut at 30 seconds: our estimate. */
    settleMs: 5 * MINUTE_MS,
    minGapMs: 0,
  },
  refund: {
    amount: 'required',
    partial: 'repeated',
    /** No page limits the life of an id; the Pix itself can be given back for 90 days. */
    idempotency: { is: 'key', lifetimeMs: 90 * DAY_MS, burnsOnError: false },
    evidence: 'refund_by_key',
    allowedFrom: ['paid', 'partially_refunded'],
    inquiryShowsProgress: true,
    /** States were seen an hour late. @source https://github.com/bacen/pix-api/issues/321 */
    settleMs: 60 * MINUTE_MS,
    minGapMs: 0,
  },
  refundBy: 'api',
  showsReturned: true,
  readsFirst: true,
};

/**
 * The central bank's API Pix, as the merchant's own bank serves it: removes unpaid charges, and refunds received Pix.
 *
 * A request goes where `endpoints.ts` says for the bank of the secret (`credentials.ts`, `psps.ts`), with a token of `auth.ts`.
 * `inquiry.ts` reads a charge or a Pix (`received-pix.ts`, `refunds.ts`); `requests.ts` removes and refunds; `errors.ts` lists
 * what refusals mean; `notification.ts` proves webhooks.
 */
export const pix: Connector<Credentials> = {
  id: 'pix',
  name: 'Pix',
  paymentId: PAYMENT_ID,
  credentials: credentialsSchema,
  endpoints: toEndpoints,
  auth: pixAuth,
  notification: pixNotification,
  traits: TRAITS,
  windows: toWindows,
  inquiry: pixInquiry,
  void: pixVoid,
  refund: pixRefund,
};
