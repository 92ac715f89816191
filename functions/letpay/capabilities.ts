import type { Capabilities } from '../../shared/provider/capabilities.ts';
import { createKnown, toPattern } from '../../shared/provider/known.ts';
import { PAYMENT_ID } from './payment-id.ts';
import { CANCEL_HELD, NEEDS_PEOPLE, REFUNDS, UNTIL_EXPIRY } from './windows.ts';

const CANCEL = 'https://developer.letpay.co/docs/two-step-payments/brazil/picpay/cancel-picpay-payment';
const REFUND = 'https://developer.letpay.co/docs/refund/refund-content';
const AUTH = 'https://developer.letpay.co/docs/auth/get-access-token';
const CALLBACKS = 'https://developer.letpay.co/docs/callbacks';

const { documented, inferred, toWindow } = createKnown('2026-11-21');

const cancel: Capabilities['cancel'] = {
  by: documented('api', CANCEL),
  of: documented('PicPay payments, and other payments that are held (pre-authorized)', CANCEL),
  partial: inferred('no', 'No cancel of LetPay has a field for an amount.'),
  windows: [
    toWindow(CANCEL_HELD, {
      of: 'held payments',
      from: 'creation',
      source: CANCEL,
      note: 'Five days are documented, their start is not: the creation of the payment is our reading.',
    }),
    toWindow(UNTIL_EXPIRY, {
      of: 'unpaid payments',
      from: 'expiry',
      note: 'The date of expiry is shown without an offset: São Paulo is our reading.',
    }),
  ],
  learnt: documented(
    ['inquiry', 'notification'],
    CALLBACKS,
    'A cancel is answered with PROCESSING; the final status is read from the payment.',
  ),
  repeatable: inferred(
    'yes',
    'A payment is canceled whole, so only once. What a second cancel answers is not documented.',
  ),
};

const refund: Capabilities['refund'] = {
  by: documented('api', REFUND, `Not of ${NEEDS_PEOPLE}, which needs fields that this API does not take.`),
  of: documented('paid payments', REFUND),
  partial: documented('unknown', REFUND, '"If the payment method permits"; no page says which do.'),
  windows: Object.entries(REFUNDS).map(([method, window]) =>
    toWindow(window, {
      of: `${method} payments`,
      from: 'payment',
      source: REFUND,
      note: 'How long is documented; the hour and the zone in which the last day ends are not.',
    }),
  ),
  learnt: documented(
    ['inquiry', 'notification'],
    REFUND,
    'Each refund has an id and a status of its own, which are read.',
  ),
  repeatable: inferred('no', 'A second request is a second refund: no page names an idempotency key.'),
};

/** What LetPay can do, each fact with its basis. */
export const letpayCapabilities: Capabilities = {
  id: 'letpay',
  name: 'LetPay',
  paymentId: toPattern(PAYMENT_ID),
  cancel,
  refund,
  notification: {
    proof: documented('source_address', CALLBACKS, 'Two addresses. Nothing is signed.'),
  },
  token: {
    model: documented('rotating', AUTH, 'Whether the token before dies is not documented.'),
    use: inferred('exclusive', 'Right in every case, until a probe shows that the token before stays valid.'),
    lifetimeSeconds: documented(300, AUTH),
  },
};
