import { randomUUID } from 'node:crypto';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import type { ProviderRequest } from '../../shared/ports/exchange.ts';
import { TOKEN_MARGIN_MS } from '../../shared/provider/budgets.ts';
import type { LoginScheme } from '../../shared/provider/session-scheme.ts';
import { type Credentials, errorSchema, loginSchema, refreshSchema } from './wire.ts';

/**
 * A token lasts 5 minutes.
 *
 * @source https://developer.letpay.co/docs/auth/get-access-token (read 2026-11-21)
 */
const TOKEN_LIFETIME_MS = 5 * MINUTE_MS - TOKEN_MARGIN_MS;

/** Codes that call the key pair itself wrong, whatever the HTTP status. @source https://developer.epag.com/docs */
const BAD_CREDENTIALS = new Set(['00.01.0001', '00.01.0009', '00.01.0010', '00.01.0012']);

/**
 * How to log in at LetPay. Each answer may carry the token for the next request; whether the one before dies
 * then is not documented, so a token is in one request at a time.
 */
export const letpaySession: LoginScheme<Credentials> = {
  mode: 'exclusive',
  tokenLifetimeMs: TOKEN_LIFETIME_MS,
  toLogin,
  fromLogin(reply, now) {
    if (reply.status === 401) return { is: 'refused' };
    if (reply.status === 429) return { is: 'unavailable', code: 'provider_rate_limited' };
    if (reply.is === 'lost') return { is: 'unavailable', code: 'provider_unavailable' };
    const login = loginSchema.safeParse(reply.body);
    if (reply.status === 200 && login.success) {
      return { is: 'token', token: { token: login.data.token, expiresAt: now + TOKEN_LIFETIME_MS } };
    }
    return namesBadCredentials(reply.body)
      ? { is: 'refused' }
      : { is: 'unavailable', code: 'provider_unavailable' };
  },
  /** No payment has this id: a good token is answered with 404, which carries the next one. */
  toProbe: () => ({ method: 'GET', path: `/payment/${randomUUID()}` }),
  toHeaders: (token) => ({ 'x-auth-token': token.reveal() }),
  nextToken(body) {
    const refreshed = refreshSchema.safeParse(body);
    return refreshed.success ? refreshed.data.refresh_token : undefined;
  },
};

/** `POST /auth` takes `multipart/form-data`. @source https://developer.letpay.co/docs/auth/get-access-token */
function toLogin({ apiKey, apiSecret }: Credentials): ProviderRequest {
  const boundary = `estorno-${randomUUID()}`;
  const field = (name: string, value: string) =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  return {
    method: 'POST',
    path: '/auth',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: `${field('apiKey', apiKey.reveal())}${field('apiSecret', apiSecret.reveal())}--${boundary}--\r\n`,
  };
}

function namesBadCredentials(body: unknown): boolean {
  const error = errorSchema.safeParse(body);
  return error.success && (error.data.errors ?? []).some(({ code }) => BAD_CREDENTIALS.has(code));
}
