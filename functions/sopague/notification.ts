import { createHash, timingSafeEqual } from 'node:crypto';
import type { SecretText } from '../../shared/domain/secret-text.ts';
import type { NotificationScheme } from '../../shared/provider/notification.ts';
import { parseFields, parseId } from '../../shared/provider/tolerant-reader.ts';
import type { Credentials } from './credentials.ts';

/**
 * SoPague proves itself by a static header, and by a Basic credential where one was registered. Without an access
 * key in the secret nothing can be proved. `ResultId` has the form of a payment id, and the same value: inferred.
 *
 * @source https://docs.sopague.com.br/en/pagamentosAPI/webhookNotificacoes (read 2026-11-21)
 * @source https://docs.sopague.com.br/en/pagamentosAPI/autenticacaoWebhook
 */
export const sopagueNotification: NotificationScheme<Credentials> = {
  mayBeAuthentic: ({ header }) => Boolean(header('access-key')),
  isAuthentic({ header }, credentials) {
    if (!credentials?.accessKey) return false;
    const isKeyRight = isEqual(header('access-key'), credentials.accessKey);
    const { webhookBasic } = credentials;
    const isBasicRight = !webhookBasic || isEqual(header('authorization'), webhookBasic);
    return isKeyRight && isBasicRight;
  },
  toPaymentIds(body) {
    const id = parseId(parseFields(body).resultid);
    return id === undefined ? [] : [id];
  },
};

/** In constant time, whatever their lengths. */
function isEqual(given: string | undefined, expected: SecretText): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given ?? ''), digest(expected.reveal()));
}
