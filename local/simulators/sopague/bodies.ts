import type { SopaguePayment } from './payments.ts';
import type { RefundRequestPage } from './refund-requests.ts';
import { toSaoPaulo } from './sao-paulo.ts';
import type { SopagueTexts } from './texts.ts';

/** A bare array. The empty tag is documented for a 500, `__general__` for a 400. */
export function toErrorBody(description: string, tag = '__general__'): object {
  return [{ tag, description }];
}

/** @source https://docs.sopague.com.br/en/autenticacao */
export function toLoginBody(token: {
  readonly value: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}): object {
  return {
    authenticated: true,
    created: new Date(token.issuedAt).toISOString(),
    expiration: new Date(token.expiresAt).toISOString(),
    accessToken: token.value,
    message: 'OK',
  };
}

/** Seven digits of a second, as the example has them, and the offset of Brasília. */
export function toCancelBody(cancel: {
  readonly paymentId: string;
  readonly authorizationCode: string;
  readonly amount: number;
  readonly at: number;
}): object {
  const { date, time, offset } = toSaoPaulo(cancel.at);
  const fraction = `${cancel.at % 1000}`.padStart(3, '0').padEnd(7, '0');
  return {
    returnCode: '0',
    description: 'Canceled',
    paymentId: cancel.paymentId,
    authorizationCode: cancel.authorizationCode,
    amount: cancel.amount,
    releaseAt: `${date}T${time}.${fraction}${offset}`,
  };
}

/**
 * `value` in cents and `transactionDate` in the local time of São Paulo: both our reading, the page states neither.
 * @source https://docs.sopague.com.br/en/pagamentosAPI/pesquisarPagamento
 */
export function toReadBody(payment: SopaguePayment, texts: SopagueTexts): object {
  const { date, time } = toSaoPaulo(payment.capturedAt);
  const hundredths = `${Math.floor((payment.capturedAt % 1000) / 10)}`.padStart(2, '0');
  const partly = payment.status === 'captured' && payment.canceledAmount > 0;
  return {
    paymentId: payment.id,
    statusDescription: texts.statuses[partly ? 'partiallyCanceled' : payment.status],
    transactionDate: `${date}T${time}.${hundredths}`,
    authorizationCode: payment.authorizationCode,
    value: payment.amount,
  };
}

/** An object, unlike all other errors. @source https://docs.enoqbank.com/en/pagamentosAPI/cancelamentoTransacao/cancelarPedido */
export function toWithdrawErrorBody(error: string): object {
  return { error };
}

/** Amounts in reais. @source https://docs.enoqbank.com/en/pagamentosAPI/cancelamentoTransacao/listarCancelamentos */
export function toRefundListBody({ items, ...page }: RefundRequestPage): object {
  const shown = items.map(({ account: _, ...request }) => ({ ...request, amount: request.amount / 100 }));
  return { items: shown, ...page };
}

/**
 * `lastModifiedOn` has no offset; that it is the local time of São Paulo is our reading.
 * @source https://docs.enoqbank.com/en/pagamentosAPI/cancelamentoTransacao/cancelarPedido
 */
export function toWithdrawnBody(id: string, message: string, at: number): object {
  const { date, time } = toSaoPaulo(at);
  return { id, status: 'CANCELADO', message, lastModifiedOn: `${date}T${time}` };
}
