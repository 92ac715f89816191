import * as z from 'zod/mini';
import type { NotificationScheme, NotificationSource } from '../../shared/provider/notification.ts';
import type { Credentials } from './wire.ts';

/** Where LetPay's callbacks come from. @source https://developer.letpay.co/docs/callbacks (read 2026-11-21) */
const SOURCES = ['34.202.209.44', '34.198.208.154'];

const bodySchema = z.object({ payment_token: z.string() });

/** LetPay signs nothing: its callbacks are known by their address, and say only which payment changed. */
export const letpayNotification: NotificationScheme<Credentials> = {
  mayBeAuthentic: isFromLetPay,
  isAuthentic: isFromLetPay,
  toPaymentId(body) {
    const parsed = bodySchema.safeParse(body);
    return parsed.success ? parsed.data.payment_token : undefined;
  },
};

function isFromLetPay({ sourceIp, alsoFrom }: NotificationSource): boolean {
  return [...SOURCES, ...alsoFrom].includes(sourceIp);
}
