import { fromCentavos } from '../../shared/domain/money.ts';
import type { ArrivedReply, ProviderRequest } from '../../shared/ports/exchange.ts';
import type { AttemptResult, ProviderError } from '../../shared/provider/attempt-result.ts';
import type { MethodRequests, Order } from '../../shared/provider/connector.ts';
import { parseFields, parseId } from '../../shared/provider/tolerant-reader.ts';
import { fromError } from './errors.ts';

/**
 * Cancels card payments, by an amount in centavos, and answers at once. The examples are camelCase and the data dictionary
 * beside them PascalCase, so that names are read whatever their case.
 *
 * @source https://docs.sopague.com.br/en/pagamentosAPI/cancelarPagamento (read 2026-11-21)
 */
export const sopagueCancel: MethodRequests = {
  toRequest({ paymentId, amount }: Order): ProviderRequest {
    if (amount === undefined) throw new Error('a cancel at SoPague needs an amount');
    return {
      method: 'POST',
      path: `/v1/payments/${paymentId}/cancel`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ amount }),
      movesMoney: true,
    };
  },
  toResult(reply: ArrivedReply, order: Order): AttemptResult {
    if (reply.is === 'lost') return { status: 'indeterminate', reason: reply.why };
    return reply.status === 200 ? fromSuccess(reply.body, order) : fromError(reply);
  },
};

/** Success is `returnCode` "0", of our payment and our amount. */
function fromSuccess(body: unknown, { paymentId, amount }: Order): AttemptResult {
  const fields = parseFields(body);
  const code = parseId(fields.returncode);
  const canceled = fromCentavos(fields.amount);
  if (code === undefined || canceled === undefined || parseId(fields.paymentid) !== paymentId)
    return toIndeterminate(
      'the provider answered 200 about another payment, or in a form that is not documented',
    );
  if (code !== '0') {
    const providerError = { status: 200, code };
    return toIndeterminate('the return code is not documented', providerError);
  }
  if (canceled !== amount)
    return toIndeterminate(`the provider answered with an amount of ${canceled}, requested was ${amount}`);
  const authorizationCode = parseId(fields.authorizationcode);
  return {
    status: 'succeeded',
    amount: canceled,
    ...(authorizationCode !== undefined && { authorizationCode }),
  };
}

/** An answer that no page describes. */
function toIndeterminate(reason: string, providerError?: ProviderError): AttemptResult {
  return { status: 'indeterminate', reason, ...(providerError && { providerError }), isUnlisted: true };
}
