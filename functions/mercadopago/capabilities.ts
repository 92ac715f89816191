import type { Capabilities } from '../../shared/provider/capabilities.ts';
import { createKnown, toPattern } from '../../shared/provider/known.ts';
import { PAYMENT_ID } from './payment-id.ts';
import { CANCEL_HELD, CANCEL_PENDING, REFUND, REFUND_POINT, REFUND_QR, UNTIL_EXPIRY } from './windows.ts';

const SITE = 'https://www.mercadopago.com.br/developers/en';
const CANCEL = `${SITE}/reference/online-payments/checkout-pro/create-cancellation/put`;
const HOLD = `${SITE}/docs/checkout-api-v2/payment-management/reserve-capture-cancel`;
const REFUNDS = 'https://mercadopago.com.br/developers/en/reference/chargebacks/_payments_id_refunds/post';
const GUIDE =
  'https://mercadopago.com.br/developers/en/docs/checkout-pro/additional-settings/refunds-and-cancellations';
const KEYS =
  'https://mercadopago.com.br/developers/en/news/2023/01/04/Idempotency-key-usage-will-be-mandatory';
const WEBHOOKS =
  'https://mercadopago.com.br/developers/pt/docs/main-apps/additional-content/your-integrations/notifications/webhooks';
const TOKENS = 'https://www.mercadopago.com.br/developers/pt/docs/your-integrations/credentials';
const QR = `${SITE}/docs/qr-code/resources/refund-errors`;
const POINT = 'https://www.mercadopago.com.br/ajuda/preciso-devolver-um-pagamento-point_2658';

const { documented, inferred, toWindow } = createKnown('2026-11-30');

const cancel: Capabilities['cancel'] = {
  by: documented('api', CANCEL),
  of: documented('payments and orders that are unpaid, in analysis or held', CANCEL),
  partial: inferred('no', 'A cancel takes nothing but the status; only a capture can be of a part.'),
  windows: [
    toWindow(CANCEL_HELD, {
      of: 'held payments',
      from: 'creation',
      source: HOLD,
      note: 'Brazil; then they are canceled.',
    }),
    toWindow(UNTIL_EXPIRY, {
      of: 'unpaid payments that show an expiry, such as Pix and boleto',
      from: 'expiry',
      note: 'The payment shows the instant, with its offset.',
    }),
    toWindow(CANCEL_PENDING, { of: 'other unpaid payments', from: 'creation', source: GUIDE }),
  ],
  learnt: inferred(
    ['answer', 'inquiry', 'notification'],
    'The answer shows the payment as canceled, in an official end-to-end test too; no page calls it final.',
  ),
  repeatable: inferred('yes', 'A payment is canceled whole, so only once.'),
};

const refund: Capabilities['refund'] = {
  by: documented('api', REFUNDS),
  of: documented(
    'paid payments and orders',
    REFUNDS,
    'Of an order that several payments paid, in the panel only.',
  ),
  partial: documented(
    'yes',
    REFUNDS,
    'Some methods take no part, and say so; how many parts is not published.',
  ),
  windows: [
    toWindow(REFUND, {
      of: 'payments, by every method',
      from: 'payment',
      source: GUIDE,
      note: 'A help page gives 24 hours for debit cards, and the scheme of Pix 90 days: the answer of Mercado Pago rules. An order shows no date of its approval.',
    }),
    toWindow(REFUND_QR, {
      of: 'QR orders',
      from: 'creation',
      source: QR,
      note: 'Another page says 360 days; never refused by us.',
    }),
    toWindow(REFUND_POINT, {
      of: 'Point orders',
      from: 'creation',
      source: POINT,
      note: 'The page for Argentina says 90 days; never refused by us.',
    }),
  ],
  learnt: documented(
    ['answer', 'inquiry', 'notification'],
    REFUNDS,
    'A Pix refund may be under way for a time that is not documented; it is followed by its id.',
  ),
  repeatable: documented(
    'yes',
    KEYS,
    'With the same X-Idempotency-Key; of orders for 24 hours. Of payments no page says how long: after 5 minutes only an inquiry that proves that nothing was done allows a repeat.',
  ),
};

/** What Mercado Pago can do, each fact with its basis. */
export const mercadopagoCapabilities: Capabilities = {
  id: 'mercadopago',
  name: 'Mercado Pago',
  paymentId: toPattern(PAYMENT_ID),
  cancel,
  refund,
  notification: {
    proof: documented(
      'shared_secret',
      WEBHOOKS,
      'HMAC-SHA256 of the id, the request id and the time; at most 5 minutes old.',
    ),
  },
  token: {
    model: documented('static', TOKENS),
    use: inferred('shared', 'Nothing of a request changes the token.'),
    lifetimeSeconds: inferred(
      null,
      'No page names an end; one of OAuth lasts 180 days, and is to be replaced before.',
    ),
  },
};
