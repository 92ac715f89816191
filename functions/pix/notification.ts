import { createHash, timingSafeEqual } from 'node:crypto';
import type { SecretText } from '../../shared/domain/secret-text.ts';
import type { NotificationScheme } from '../../shared/provider/notification.ts';
import { parseFields, parseId, parseRows } from '../../shared/provider/tolerant-reader.ts';
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
  mayBeAuthentic: ({ query }) => Boolean(query.hmac),
  isAuthentic({ query: { hmac } }, credentials) {
    const secret = credentials?.webhookSecret;
    if (!secret || hmac === undefined) return false;
    return isEqual(hmac, secret) || (hmac.endsWith(SUFFIX) && isEqual(hmac.slice(0, -SUFFIX.length), secret));
  },
  toPaymentIds(body) {
    const rows = parseRows(parseFields(body).pix) ?? [];
    const ids = rows.flatMap((row) => {
      const { endToEndId, txid } = parseFields(row);
      return [parseId(endToEndId) ?? [], parseId(txid) ?? []].flat();
    });
    return [...new Set(ids)];
  },
};

/** In constant time, whatever their lengths. */
function isEqual(given: string, expected: SecretText): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected.reveal()));
}
