import type { Command } from '../../shared/domain/command.ts';
import type { Centavos } from '../../shared/domain/money.ts';
import type { ProviderRequest } from '../../shared/ports/exchange.ts';

/** @source https://docs.sopague.com.br/en/pagamentosAPI/pesquisarPagamento (read 2026-11-21) */
export function toLookUp(paymentId: string): ProviderRequest {
  return { method: 'GET', path: `/v1/payments/${paymentId}` };
}

/** @source https://docs.sopague.com.br/en/pagamentosAPI/cancelarPagamento (read 2026-11-21) */
export function toCancel(paymentId: string, amount: Centavos): ProviderRequest {
  return {
    method: 'POST',
    path: `/v1/payments/${paymentId}/cancel`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ amount }),
    movesMoney: true,
  };
}

/** What a cancellation sends first: SoPague wants an amount, and only the payment knows what all of it is. */
export function toFirstRequests({ paymentId, amount }: Command): readonly ProviderRequest[] {
  return [amount === undefined ? toLookUp(paymentId) : toCancel(paymentId, amount)];
}
