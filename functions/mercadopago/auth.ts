import type { AnsweredReply } from '../../shared/ports/exchange.ts';
import type { StaticAuth } from '../../shared/provider/auth-scheme.ts';
import type { Credentials } from './credentials.ts';
import { ERROR_CODES } from './error-codes.ts';
import { codesIn } from './errors.ts';

/** "No token was sent" and "bad token", at the two APIs. */
const BAD_TOKEN: ReadonlySet<string> = new Set(['5', '401', 'unauthorized']);

/**
 * One bearer token for every request, which lasts until it is renewed in the panel. The tables of the Payments API list
 * errors of amounts under 401 too, and a token may lack the right to refund: only the code decides.
 *
 * @source https://mercadopago.com.br/developers/en/reference/chargebacks/_payments_id_refunds/post (read 2026-11-30)
 */
export const mercadopagoAuth: StaticAuth<Credentials> = {
  type: 'static',
  toHeaders: ({ accessToken }) => ({ authorization: `Bearer ${accessToken.reveal()}` }),
  isRefusal: isBadToken,
  isAboutRequest: ({ status, body }) =>
    status === 401 && codesIn(body).some((code) => Object.hasOwn(ERROR_CODES, code)),
  /** No payment has this id: "payment not found" is the answer to a good token. */
  toProbe: () => ({ method: 'GET', path: '/v1/payments/1' }),
};

function isBadToken({ status, body }: AnsweredReply): boolean {
  return status === 401 && codesIn(body).some((code) => BAD_TOKEN.has(code));
}
