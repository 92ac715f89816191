import { createHash, timingSafeEqual } from 'node:crypto';
import type { SecretText } from '../../shared/domain/secret-text.ts';
import type { NotificationScheme } from '../../shared/provider/notification.ts';
import { parseCaselessFields, parseId, parseText, toRows } from '../../shared/provider/tolerant-reader.ts';
import type { Credentials } from './credentials.ts';

/** What a bank adds to the registered address, whatever it ends in. `&ignorar=` at its end keeps it out of the secret. */
const SUFFIX = '/pix';

/**
 * The standard proves a webhook by mutual TLS alone. A secret in the registered address stands for it here, as Efí proposes:
 * `…/notifications?hmac=SECRET&ignorar=`. One body names several Pix, each by its own id and by that of its charge.
 *
 * @source https://dev.efipay.com.br/docs/api-pix/webhooks/ (read 2026-09-24)
 * @source https://github.com/bacen/pix-api, `openapi.yaml` 2.9.0 (read 2026-09-24)
 */
export const pixNotification: NotificationScheme<Credentials> = {
  /** Banks differ: where one publishes its address, a deployment can name it. */
  publishedSources: [],
  mayBeAuthentic: ({ query }) => Boolean(query.hmac),
  isAuthentic({ query: { hmac } }, credentials) {
    const secret = credentials?.webhookSecret;
    if (!secret || hmac === undefined) return false;
    return isEqual(hmac, secret) || (hmac.endsWith(SUFFIX) && isEqual(hmac.slice(0, -SUFFIX.length), secret));
  },
  /** Efí registers an address only once it has answered this. */
  isTrial: (body) => parseText(parseCaselessFields(body).evento)?.toLowerCase() === 'teste_webhook',
  toPaymentIds(body) {
    // The standard has a list; one Pix alone, without it or in its place, is as good.
    const rows = toRows(body).flatMap((part) => toRows(parseCaselessFields(part).pix ?? part));
    const ids = rows.flatMap((row) => {
      const { endtoendid, txid } = parseCaselessFields(row);
      return [parseId(endtoendid) ?? [], parseId(txid) ?? []].flat();
    });
    return [...new Set(ids)];
  },
};

/** In constant time, whatever their lengths. */
function isEqual(given: string, expected: SecretText): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected.reveal()));
}
