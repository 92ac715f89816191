import { isEqualSecret } from '../../shared/domain/is-equal-secret.ts';
import type { SecretText } from '../../shared/domain/secret-text.ts';
import type { NotificationScheme } from '../../shared/provider/notification.ts';
import { parseFields, parseId, toRows } from '../../shared/provider/tolerant-reader.ts';
import type { Credentials } from './credentials.ts';

/**
 * SoPague proves itself by a static header, and by a Basic credential where one was registered. Without an access
 * key in the secret nothing can be proved. `ResultId` has the form of a payment id, and the same value: inferred.
 *
 * @source https://docs.sopague.com.br/en/pagamentosAPI/webhookNotificacoes (read 2026-11-21)
 * @source https://docs.sopague.com.br/en/pagamentosAPI/autenticacaoWebhook
 */
export const sopagueNotification: NotificationScheme<Credentials> = {
  publishedSources: [],
  mayBeAuthentic: ({ header }) => Boolean(header('access-key')),
  isAuthentic({ header }, credentials) {
    if (!credentials?.accessKey) return false;
    const isKeyRight = isEqualSecret(header('access-key'), credentials.accessKey);
    const { webhookBasic } = credentials;
    const isBasicRight = !webhookBasic || isEqualBasic(header('authorization'), webhookBasic);
    return isKeyRight && isBasicRight;
  },
  toPaymentIds: (body) => toRows(body).flatMap((row) => parseId(parseFields(row).ResultId) ?? []),
};

/** The name of the scheme is of any letter case, with any space behind it. @source RFC 9110, section 11.1 */
function isEqualBasic(given: string | undefined, expected: SecretText): boolean {
  const [scheme = '', ...credential] = given?.split(/ +/) ?? [];
  return (
    isEqualSecret(given, expected) || isEqualSecret([toCapital(scheme), ...credential].join(' '), expected)
  );
}

function toCapital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1).toLowerCase()}`;
}
