import { createHash, timingSafeEqual } from 'node:crypto';
import type { SecretText } from '../../shared/domain/secret-text.ts';
import type { NotificationScheme } from '../../shared/provider/notification.ts';
import { type Credentials, webhookSchema } from './wire.ts';

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
    const keyFits = isEqual(header('access-key'), credentials.accessKey);
    const basicFits = !credentials.webhookBasic || isEqual(header('authorization'), credentials.webhookBasic);
    return keyFits && basicFits;
  },
  toPaymentId(body) {
    const parsed = webhookSchema.safeParse(body);
    return parsed.success ? parsed.data.resultid : undefined;
  },
};

/** In constant time, whatever their lengths. */
function isEqual(given: string | undefined, expected: SecretText): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given ?? ''), digest(expected.reveal()));
}
