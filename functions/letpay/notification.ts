import type { NotificationScheme, NotificationSource } from '../../shared/provider/notification.ts';
import { parseFields, parseId } from '../../shared/provider/tolerant-reader.ts';
import type { Credentials } from './credentials.ts';

/** Where LetPay's callbacks come from. @source https://developer.letpay.co/docs/callbacks (read 2026-11-21) */
const SOURCES: readonly string[] = ['34.202.209.44', '34.198.208.154'];

/** LetPay signs nothing: its callbacks are known by their address, and say only which payment changed. */
export const letpayNotification: NotificationScheme<Credentials> = {
  mayBeAuthentic: isFromLetPay,
  isAuthentic: isFromLetPay,
  toPaymentIds(body) {
    const token = parseId(parseFields(body).payment_token);
    return token === undefined ? [] : [token.toLowerCase()];
  },
};

function isFromLetPay({ sourceIp, alsoFrom }: NotificationSource): boolean {
  return SOURCES.includes(sourceIp) || alsoFrom.includes(sourceIp);
}
