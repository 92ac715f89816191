import type { Capabilities } from '../../shared/provider/capabilities.ts';
import { createKnown, toPattern } from '../../shared/provider/known.ts';
import { PAYMENT_ID } from './payment-id.ts';
import { REFUND } from './windows.ts';

const STANDARD = 'https://github.com/bacen/pix-api';
const REPEAT = 'https://github.com/bacen/pix-api/issues/277';
const EFI = 'https://dev.efipay.com.br/docs/api-pix/webhooks/';

const { documented, inferred, toWindow } = createKnown('2026-09-24');

const cancel: Capabilities['cancel'] = {
  by: documented('api', STANDARD),
  of: documented('charges (cob, cobv) that are not paid', STANDARD, 'No money moves: the charge is removed.'),
  partial: documented('no', STANDARD, 'Another amount is a revision of the charge, not a cancellation.'),
  windows: [],
  learnt: inferred(
    ['answer', 'inquiry'],
    'The answer is the charge as it is then. No webhook reports a removal.',
  ),
  repeatable: inferred('yes', 'A removal is final, and a second one is refused.'),
};

const refund: Capabilities['refund'] = {
  by: documented('api', STANDARD, 'A bank may offer none, or none of Pix without a charge.'),
  of: documented('a received Pix, by itself or by the charge that it paid', STANDARD),
  partial: documented('yes', STANDARD, 'Any number of parts, until all of the Pix is back.'),
  windows: [
    toWindow(REFUND, {
      of: 'received Pix',
      from: 'payment',
      source: STANDARD,
      note: 'How long is documented; the zone in which the last day ends, and whether it is included, are not.',
    }),
  ],
  learnt: documented(
    ['inquiry', 'notification'],
    STANDARD,
    'It is settled after the answer, within seconds as a rule; about an hour has been seen.',
  ),
  repeatable: documented(
    'yes',
    REPEAT,
    'The id of a refund works once: some banks answer a repeat as the first time, others refuse it.',
  ),
};

/** What the API Pix can do, each fact with its basis. */
export const pixCapabilities: Capabilities = {
  id: 'pix',
  name: 'Pix',
  paymentId: toPattern(PAYMENT_ID),
  cancel,
  refund,
  notification: {
    proof: documented(
      'shared_secret',
      EFI,
      'The standard has mutual TLS, which an HTTP API without a domain of its own cannot ask for: a secret in the address stands for it, as Efí proposes.',
    ),
  },
  token: {
    model: documented(
      'bearer',
      STANDARD,
      'It belongs to the client certificate with which it was asked for.',
    ),
    use: inferred('shared', 'No page of the standard says otherwise.'),
    lifetimeSeconds: documented(null, STANDARD, 'From 5 minutes to an hour, by bank.'),
  },
};
