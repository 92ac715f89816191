import type { Capabilities } from '../../shared/provider/capabilities.ts';
import { createKnown, toPattern } from '../../shared/provider/known.ts';
import { PAYMENT_ID } from './payment-id.ts';
import { CANCEL_CAPTURED } from './windows.ts';

const CANCEL = 'https://docs.sopague.com.br/en/pagamentosAPI/cancelarPagamento';
const REQUESTS = 'https://docs.enoqbank.com/en/pagamentosAPI/cancelamentoTransacao/listarCancelamentos';
const WEBHOOKS = 'https://docs.sopague.com.br/en/pagamentosAPI/webhookNotificacoes';
const AUTH = 'https://docs.sopague.com.br/en/autenticacao';

const { documented, inferred, toWindow } = createKnown('2026-11-21');

const cancel: Capabilities['cancel'] = {
  by: documented('api', CANCEL),
  of: documented('card payments', CANCEL),
  partial: inferred('unknown', 'A cancel has an amount; whether it may be a part is not documented.'),
  windows: [
    toWindow(CANCEL_CAPTURED, {
      of: 'captured payments',
      from: 'capture',
      source: CANCEL,
      note: 'The same day is documented, its zone and hour are not: midnight in São Paulo is our reading.',
    }),
  ],
  learnt: documented(
    ['answer', 'inquiry'],
    CANCEL,
    'The answer is final; of a whole cancel an inquiry confirms it. No page promises a webhook of a cancel.',
  ),
  repeatable: inferred(
    'unknown',
    'A whole cancel can happen only once; a second part may be a second cancel.',
  ),
};

const refund: Capabilities['refund'] = {
  by: inferred('people', 'How to file a cancellation request is not public: people do it, and we follow it.'),
  of: inferred('card payments whose day is over', 'What cancellation requests are for is not documented.'),
  partial: inferred('unknown', 'No page says.'),
  windows: [],
  learnt: documented(
    ['inquiry'],
    REQUESTS,
    'Requests are found in a list, each with its status. That an approved one has returned the money is our reading.',
  ),
  repeatable: inferred('no', 'Each request that is filed is one more to be decided.'),
};

/** What SoPague can do, each fact with its basis. */
export const sopagueCapabilities: Capabilities = {
  id: 'sopague',
  name: 'SoPague',
  paymentId: toPattern(PAYMENT_ID),
  cancel,
  refund,
  notification: {
    proof: documented(
      'shared_secret',
      WEBHOOKS,
      'The header `Access-Key`, and a Basic credential if one is set.',
    ),
  },
  token: {
    model: documented('bearer', AUTH),
    use: documented('shared', AUTH),
    lifetimeSeconds: documented(null, AUTH, 'Each login says until when its token is valid.'),
  },
};
