import { MINUTE_MS } from '../../shared/domain/time.ts';
import type { Connector } from '../../shared/provider/connector.ts';
import { PAYMENT_STATUSES } from '../../shared/provider/payment-snapshot.ts';
import type { Traits } from '../../shared/provider/traits.ts';
import { sopagueAuth } from './auth.ts';
import { sopagueCancel } from './cancel.ts';
import { type Credentials, credentialsSchema } from './credentials.ts';
import { sopagueInquiry } from './inquiry.ts';
import { sopagueManualRefund } from './manual-refund.ts';
import { sopagueNotification } from './notification.ts';
import { PAYMENT_ID } from './payment-id.ts';
import { toWindows } from './windows.ts';

/** The bases of each, and what the pages leave open, are in `capabilities.ts`. */
const TRAITS: Traits = {
  void: {
    amount: 'required',
    partial: 'unknown',
    idempotency: { is: 'by_nature' },
    evidence: 'status',
    allowedFrom: PAYMENT_STATUSES.filter((status) => status !== 'canceled'),
    inquiryShowsProgress: false,
    /** For how long a request may still take effect is not documented: 15 minutes is our estimate. */
    settleMs: 15 * MINUTE_MS,
    minGapMs: 0,
  },
  refundBy: 'people',
  showsReturned: false,
};

/** @source https://docs.sopague.com.br/en/pagamentosAPI/cancelarPagamento (read 2026-11-21) */
const ENDPOINTS = {
  sandbox: { api: 'https://api-hmg.sopague.com.br/gateway' },
  production: { api: 'https://api.sopague.com.br/gateway' },
} as const;

/** SoPague: cancels card payments, of captured ones only those of the same day; later, people file a request. */
export const sopague: Connector<Credentials> = {
  id: 'sopague',
  name: 'SoPague',
  paymentId: PAYMENT_ID,
  credentials: credentialsSchema,
  endpoints: ({ environment }) => ENDPOINTS[environment],
  auth: sopagueAuth,
  notification: sopagueNotification,
  traits: TRAITS,
  windows: toWindows,
  inquiry: sopagueInquiry,
  void: sopagueCancel,
  manualRefund: sopagueManualRefund,
};
