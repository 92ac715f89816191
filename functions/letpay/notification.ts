import type { NotificationScheme } from '../../shared/provider/notification.ts';
import { parseFields, parseId, toRows } from '../../shared/provider/tolerant-reader.ts';
import type { Credentials } from './credentials.ts';

/** LetPay signs nothing: its callbacks are known by their address, and say only which payment changed. */
export const letpayNotification: NotificationScheme<Credentials> = {
  /** @source https://developer.letpay.co/docs/callbacks (read 2026-11-21) */
  publishedSources: ['34.202.209.44', '34.198.208.154'],
  mayBeAuthentic: ({ isFromProvider }) => isFromProvider,
  isAuthentic: ({ isFromProvider }) => isFromProvider,
  toPaymentIds: (body) =>
    // Reads name the same field `paymentToken`.
    toRows(body).flatMap((row) => parseId(parseFields(row).payment_token)?.toLowerCase() ?? []),
};
