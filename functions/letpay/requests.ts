import type { Command } from '../../shared/domain/command.ts';
import { type Centavos, toReais } from '../../shared/domain/money.ts';
import type { ProviderRequest } from '../../shared/ports/exchange.ts';

/** The family, by how the payment was sent, chooses the path. The examples send `{}`, with curl's `--data`. */
export function toCancel({ paymentId, details }: Pick<Command, 'paymentId' | 'details'>): ProviderRequest {
  return {
    method: 'POST',
    path: `/${details?.family ?? 'payment'}/${paymentId}/cancel`,
    headers: { 'content-type': 'application/json' },
    body: '{}',
    movesMoney: true,
  };
}

/**
 * The amount is written by its digits: as a number of JavaScript it could become another one. Without one it is the
 * whole payment.
 *
 * @source https://developer.letpay.co/docs/refund/refund-content (read 2026-11-21)
 */
export function toRefund(paymentId: string, amount: Centavos | undefined): ProviderRequest {
  const part = amount === undefined ? '' : `,"amount":${toReais(amount)}`;
  return {
    method: 'POST',
    path: '/refund',
    headers: { 'content-type': 'application/json' },
    body: `{"payment_token":"${paymentId}"${part}}`,
    movesMoney: true,
  };
}

export function toStatusRead(paymentId: string): ProviderRequest {
  return { method: 'GET', path: `/payment/${paymentId}` };
}

/** The refunds of a payment. */
export function toRefundList(paymentId: string): ProviderRequest {
  return { method: 'GET', path: `/refund/payment/${paymentId}` };
}
