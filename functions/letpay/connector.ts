import type { Command } from '../../shared/domain/command.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import type { Connector } from '../../shared/provider/connector.ts';
import { newAccessKey } from './access-keys.ts';
import { toAnswer, toReading } from './answers.ts';
import { PAYMENT_ID } from './capabilities.ts';
import { letpayNotification } from './notification.ts';
import { letpayRefunds } from './refunds.ts';
import { toCancel, toStatusRead } from './requests.ts';
import { letpaySession } from './session.ts';
import { toWindows } from './windows.ts';
import { type Credentials, credentialsSchema, detailsSchema } from './wire.ts';

/**
 * LetPay: cancels PicPay payments and other held payments, always whole. A cancel is accepted first
 * (`PROCESSING`); the final word is read from the payment.
 *
 * @source https://developer.letpay.co/docs/two-step-payments/brazil/picpay/cancel-picpay-payment
 * @source https://developer.letpay.co/docs/checkout/cancel-pre-auth-checkout-payment
 * @source https://developer.epag.com, for `/token/{id}/cancel`: on the sister brand's pages only, where one example says
 *   DELETE and the others POST; POST matches its siblings (read 2026-11-21)
 */
export const letpay: Connector<Credentials> = {
  id: 'letpay',
  name: 'LetPay',
  baseUrls: {
    sandbox: 'https://api-sandbox.letpay.io',
    /** Seen in a merchant's public client; no page of LetPay states it for payments. */
    production: 'https://api.letpay.io',
  },
  credentials: credentialsSchema,
  newCredentials: newAccessKey,
  session: letpaySession,
  notification: letpayNotification,
  /** How long a request may still take effect is not documented: 15 minutes is our guess. */
  policy: { settleMs: 15 * MINUTE_MS, readsShowWork: false },
  paymentId: PAYMENT_ID,
  details: detailsSchema,

  refuse({ kind, amount }: Command) {
    if (amount === undefined || kind === 'refund') return undefined;
    return {
      code: 'partial_not_supported',
      detail: 'LetPay cancels whole payments only: leave `amount` out.',
    };
  },

  preview: (command) => [toCancel(command)],

  async cancel({ details }, { paymentId }, send) {
    return toAnswer(paymentId, await send(toCancel({ paymentId, details })));
  },

  async read(operation, { paymentId }, send) {
    const reply = await send(toStatusRead(paymentId));
    return toReading(paymentId, reply, operation?.acceptedByProvider === true);
  },

  refunds: letpayRefunds,
  windows: toWindows,
};
