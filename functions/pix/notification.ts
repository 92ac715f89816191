import { isEqualSecret } from '../../shared/domain/is-equal-secret.ts';
import type { NotificationScheme, NotificationSource } from '../../shared/provider/notification.ts';
import { parseFields, parseId, parseText, toRows } from '../../shared/provider/tolerant-reader.ts';
import type { Credentials } from './credentials.ts';

/** What a bank appends to the registered address: to its path, or to the last value of its query. */
const SUFFIX = 'pix';

/**
 * The standard proves a webhook by mutual TLS alone. A secret in the registered address stands for it here, in its query as Efí
 * proposes (`…/notifications?hmac=SECRET&ignorar=`), or in its path (`…/notifications/SECRET`). One body names several Pix, each
 * by its own id and by that of its charge.
 *
 * @source https://dev.efipay.com.br/docs/api-pix/webhooks/ (read 2026-09-24)
 * @source https://github.com/bacen/pix-api, `openapi.yaml` 2.9.0 (read 2026-09-24)
 */
export const pixNotification: NotificationScheme<Credentials> = {
  /** Banks differ: where one publishes its address, a deployment can name it. */
  publishedSources: [],
  mayBeAuthentic: (source) => secretsIn(source).length > 0,
  isAuthentic(source, credentials) {
    const secret = credentials?.webhookSecret;
    return secret !== undefined && secretsIn(source).some((given) => isEqualSecret(given, secret));
  },
  /** Efí registers an address only once it has answered this. */
  isTrial: (body) => parseText(parseFields(body).evento)?.toLowerCase() === 'teste_webhook',
  toPaymentIds(body) {
    // The standard has a list; one Pix alone, without it or in its place, is as good.
    const rows = toRows(body).flatMap((part) => toRows(parseFields(part).pix ?? part));
    const ids = rows.flatMap((row) => {
      const { endToEndId, txid } = parseFields(row);
      return [parseId(endToEndId) ?? [], parseId(txid) ?? []].flat();
    });
    return [...new Set(ids)];
  },
};

/** Where the secret stands, if it does: below the path come a secret, the bank's suffix, or one after the other. */
function secretsIn({ query: { hmac }, pathBelow = [] }: NotificationSource): readonly string[] {
  const [first, second] = pathBelow;
  if (second !== undefined && second !== SUFFIX) return [];
  const inPath = first !== undefined && (first !== SUFFIX || second !== undefined) ? [first] : [];
  const inQuery = hmac
    ? [hmac, ...(hmac.endsWith(`/${SUFFIX}`) ? [hmac.slice(0, -SUFFIX.length - 1)] : [])]
    : [];
  return [...inPath, ...inQuery];
}
