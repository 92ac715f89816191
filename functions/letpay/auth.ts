import * as z from 'zod/mini';
import { secretTextSchema, tokenSchema } from '../../shared/domain/secret-schemas.ts';
import { type EpochMs, MINUTE_MS } from '../../shared/domain/time.ts';
import type { AnsweredReply, ArrivedReply, ProviderRequest } from '../../shared/ports/exchange.ts';
import type { LoginResult, RotatingAuth } from '../../shared/provider/auth-scheme.ts';
import { TOKEN_MARGIN_MS } from '../../shared/provider/budgets.ts';
import type { NewCredentials } from '../../shared/provider/connector.ts';
import { isRefusal, toUnavailableLogin } from '../../shared/provider/replies.ts';
import { parseFields } from '../../shared/provider/tolerant-reader.ts';
import type { Credentials } from './credentials.ts';
import { codesIn } from './errors.ts';

/**
 * A token lasts 5 minutes.
 *
 * @source https://developer.letpay.co/docs/auth/get-access-token (read 2026-11-21)
 */
const TOKEN_LIFETIME_MS = 5 * MINUTE_MS - TOKEN_MARGIN_MS;

/**
 * Codes that call the key pair itself wrong.
 *
 * @source https://github.com/guilherme-schumann/development-documentation/blob/main/docs/error-response.md, the sister
 *   brand's list (read 2026-11-21)
 */
const BAD_CREDENTIALS: ReadonlySet<string> = new Set([
  '00.01.0001',
  '00.01.0009',
  '00.01.0010',
  '00.01.0012',
]);

/** No payment has this id: the page shows its answer, a 404 that carries the next token. */
const NO_PAYMENT = '00000000-0000-0000-0000-000000000000';

/** Each answer may carry the token for the next request; whether the one before dies then is not documented. */
export const letpayAuth: RotatingAuth<Credentials> = {
  type: 'rotating',
  tokenLifetimeMs: TOKEN_LIFETIME_MS,
  toLogin,
  fromLogin,
  toHeaders: (token) => ({ 'x-auth-token': token.reveal() }),
  nextToken: ({ body }) => tokenSchema.safeParse(parseFields(body).refresh_token).data,
  toProbe: () => ({ method: 'GET', path: `/payment/${NO_PAYMENT}` }),
};

const BOUNDARY = 'estorno-7b1f04c6a5d84e0f9a2c';

/** `POST /auth` takes `multipart/form-data`. @source https://developer.letpay.co/docs/auth/get-access-token */
function toLogin({ apiKey, apiSecret }: Credentials): ProviderRequest {
  const field = (name: string, value: string) =>
    `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  return {
    method: 'POST',
    path: '/auth',
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    body: `${field('apiKey', apiKey.reveal())}${field('apiSecret', apiSecret.reveal())}--${BOUNDARY}--\r\n`,
  };
}

function fromLogin(reply: ArrivedReply, now: EpochMs): LoginResult {
  if (reply.is === 'lost') return toUnavailableLogin(reply);
  const token = tokenSchema.safeParse(parseFields(reply.body).token);
  if (reply.status === 200 && token.success)
    return { is: 'token', token: { token: token.data, expiresAt: now + TOKEN_LIFETIME_MS } };
  return isRefusedLogin(reply) ? { is: 'refused' } : toUnavailableLogin(reply);
}

/** A 401 in JSON is the documented form; a code of the list says the same with any other 4xx. */
function isRefusedLogin(reply: AnsweredReply): boolean {
  if (!isRefusal(reply)) return false;
  return reply.status === 401 || codesIn(reply.body).some((code) => BAD_CREDENTIALS.has(code));
}

const keyPairSchema = z.object({ api_key: secretTextSchema, api_secret: secretTextSchema });

/**
 * A further key pair of the account. The request has no body. What becomes of the pair in use is not documented; a
 * list of keys is, so that several are valid side by side: the old one is taken to stay valid until people revoke it.
 *
 * @source https://developer.letpay.co/docs/auth/create-api-key (read 2026-11-21)
 * @source https://developer.letpay.co/docs/auth/list-api-key (read 2026-11-21)
 */
export const newKeyPair: NewCredentials<Credentials> = {
  toRequest: () => ({ method: 'POST', path: '/access-key' }),
  toCredentials(reply) {
    const created = keyPairSchema.safeParse(reply.is === 'answered' ? reply.body : undefined);
    if (reply.status === 200 && created.success) {
      const { api_key: apiKey, api_secret: apiSecret } = created.data;
      return { is: 'made', credentials: { apiKey, apiSecret } };
    }
    if (reply.is === 'answered' && isRefusal(reply)) {
      const detail = `LetPay answered ${reply.status}.`;
      return { is: 'not_made', code: 'declined_by_provider', detail };
    }
    return { is: 'not_made', code: 'provider_unavailable', detail: LOST };
  },
};

const LOST =
  'The answer did not arrive whole. A new key pair may exist that is stored nowhere: revoke it in the dashboard. The present one is unchanged.';
