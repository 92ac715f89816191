import { tokenSchema } from '../../shared/domain/secret-schemas.ts';
import { type EpochMs, SECOND_MS } from '../../shared/domain/time.ts';
import type { AnsweredReply, ArrivedReply, ProviderRequest } from '../../shared/ports/exchange.ts';
import type { BearerAuth, LoginResult } from '../../shared/provider/auth-scheme.ts';
import { isRefusal, toUnavailableLogin } from '../../shared/provider/replies.ts';
import { parseFields, parseText } from '../../shared/provider/tolerant-reader.ts';
import type { Credentials } from './credentials.ts';
import { toExtraHeaders, toTokenAddress } from './endpoints.ts';
import { PSPS, SCOPES } from './psps.ts';
import { toMissingScopes } from './scopes.ts';

/** Where a login does not say how long its token lives, which OAuth only recommends, we log in this often. */
const UNSTATED_LIFETIME_SECONDS = 90;

/** The end of a token's life that is left unused: some banks' tokens live five minutes. */
const MARGIN_SECONDS = 30;

/** A token that grants less than is used here is replaced this soon: a scope that is granted later works then. */
const PARTIAL_LIFETIME_SECONDS = 300;

/** @source RFC 6749, section 5.2; a 401 means the same whatever stands in it */
const BAD_CLIENT: ReadonlySet<string> = new Set(['invalid_client', 'unauthorized_client']);

/**
 * OAuth 2.0 client credentials under mutual TLS: the token belongs to the certificate with which it was asked for.
 *
 * @source Banco Central do Brasil, Manual de Padrões para Iniciação do Pix, annex II (read 2026-09-24)
 */
export const pixAuth: BearerAuth<Credentials> = {
  type: 'bearer',
  toLogin,
  fromLogin,
  toMissingScopes,
  toHeaders: (token, credentials) => ({
    authorization: `Bearer ${token.reveal()}`,
    ...toExtraHeaders(credentials),
  }),
};

function toLogin(credentials: Credentials): ProviderRequest {
  const { pathname, searchParams } = toTokenAddress(credentials);
  const { login, asksForScope } = PSPS[credentials.psp];
  const [id, secret] = [credentials.clientId.reveal(), credentials.clientSecret?.reveal()];
  const fields = { grant_type: 'client_credentials', ...(asksForScope && { scope: SCOPES.join(' ') }) };
  const inForm =
    login === 'form' ? { client_id: id, ...(secret !== undefined && { client_secret: secret }) } : {};
  const isJson = login === 'basic_json';
  return {
    host: 'auth',
    method: 'POST',
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: {
      'content-type': isJson ? 'application/json' : 'application/x-www-form-urlencoded',
      ...(login !== 'form' && {
        authorization: `Basic ${Buffer.from(`${id}:${secret ?? ''}`).toString('base64')}`,
      }),
    },
    body: isJson ? JSON.stringify(fields) : new URLSearchParams({ ...fields, ...inForm }).toString(),
  };
}

/** A success that holds a token is one, with 200 or with 201. */
function fromLogin(reply: ArrivedReply, now: EpochMs): LoginResult {
  if (reply.is === 'lost') return toUnavailableLogin(reply);
  const { access_token, expires_in, scope: stated } = parseFields(reply.body);
  const token = tokenSchema.safeParse(access_token);
  const isSuccess = reply.status === 200 || reply.status === 201;
  if (isSuccess && token.success) {
    const scope = parseText(stated);
    const isPartial = scope !== undefined && toMissingScopes(scope, { psp: 'custom' }).length > 0;
    const expiresAt = now + toLifetimeMs(expires_in, isPartial ? PARTIAL_LIFETIME_SECONDS : Infinity);
    return { is: 'token', token: { token: token.data, expiresAt, ...(scope !== undefined && { scope }) } };
  }
  return isRefusedClient(reply) ? { is: 'refused' } : toUnavailableLogin(reply);
}

/** Seconds, which some banks write as a text. */
function toLifetimeMs(seconds: unknown, atMost: number): number {
  const stated = Number(seconds);
  const isStated = Number.isFinite(stated) && stated > 0;
  const lifetime = Math.min(isStated ? stated : UNSTATED_LIFETIME_SECONDS, atMost);
  return Math.max(lifetime - MARGIN_SECONDS, lifetime / 2) * SECOND_MS;
}

function isRefusedClient(reply: AnsweredReply): boolean {
  const error = parseText(parseFields(reply.body).error);
  return isRefusal(reply) && (reply.status === 401 || (error !== undefined && BAD_CLIENT.has(error)));
}
