import { createHmac, timingSafeEqual } from 'node:crypto';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import type { NotificationScheme, NotificationSource } from '../../shared/provider/notification.ts';
import { parseFields, parseId } from '../../shared/provider/tolerant-reader.ts';
import type { Credentials } from './credentials.ts';

/** A signature that is older, or as far ahead, is not believed. @source sdk-nodejs, src/utils/webhook: 300 s are its example */
const TOLERANCE_MS = 5 * MINUTE_MS;

/** Pages say that `ts` is in milliseconds and show seconds: whatever is beyond this is in milliseconds. */
const LEAST_MS = 100_000_000_000;

/**
 * `x-signature: ts=…,v1=…`, where `v1` is the HMAC-SHA256 of the id in the query, the id of the request and the time. The body
 * is not signed, so that the payment is the one that the query names. Without a secret nothing is proved, and QR notifications
 * are never signed.
 *
 * @source https://mercadopago.com.br/developers/pt/docs/main-apps/additional-content/your-integrations/notifications/webhooks
 * @source https://github.com/mercadopago/sdk-nodejs, src/utils/webhook (read 2026-11-30)
 */
export const mercadopagoNotification: NotificationScheme<Credentials> = {
  publishedSources: [],
  mayBeAuthentic: (source) => readSignature(source) !== undefined,
  isAuthentic(source, credentials) {
    const signature = readSignature(source);
    if (!signature || !credentials?.webhookSecret) return false;
    const at = Number(signature.ts) * (Number(signature.ts) < LEAST_MS ? 1000 : 1);
    const key = credentials.webhookSecret.reveal();
    const given = Buffer.from(signature.v1, 'hex');
    // Every form is compared, so that the time says nothing of which one was close.
    const matches = toMessages(signature, source).map((message) =>
      timingSafeEqual(createHmac('sha256', key).update(message).digest(), given),
    );
    return matches.includes(true) && Math.abs(source.receivedAt - at) <= TOLERANCE_MS;
  },
  /** By the signed query: nothing proves what the body says. One that names another payment is about none. */
  toPaymentIds(body, { query }) {
    const signed = idOf(query['data.id']).toUpperCase();
    const named = parseId(parseFields(parseFields(body).data).id)?.toUpperCase();
    return signed === '' || (named !== undefined && named !== signed) ? [] : [signed];
  },
};

type Signature = { readonly ts: string; readonly v1: string; readonly id: string };

function readSignature({ header, query }: NotificationSource): Signature | undefined {
  const parts = new Map(
    (header('x-signature') ?? '').split(',').map((part) => {
      const [name = '', value = ''] = part.split('=', 2);
      return [name.trim().toLowerCase(), value.trim().toLowerCase()] as const;
    }),
  );
  const [ts = '', v1 = '', id = ''] = [parts.get('ts'), parts.get('v1'), idOf(query['data.id'])];
  const isWhole = /^\d{9,14}$/.test(ts) && /^[0-9a-f]{64}$/.test(v1) && /^[0-9A-Za-z]{1,64}$/.test(id);
  return isWhole ? { ts, v1, id } : undefined;
}

/** A parameter that came twice is joined by a comma: the same id twice is that id. */
function idOf(given = ''): string {
  const [id = '', ...others] = new Set(given.split(',').map((one) => one.trim()));
  return others.length === 0 ? id : given;
}

/** Pages put an id with letters in lower case, SDKs sign it as it came; an absent id of the request is left out. */
function toMessages({ ts, id }: Signature, { header }: NotificationSource): readonly string[] {
  const requestId = header('x-request-id');
  const middle = requestId ? `request-id:${requestId};` : '';
  const ids = new Set([id, id.toLowerCase(), id.toUpperCase()]);
  return [...ids].map((one) => `id:${one};${middle}ts:${ts};`);
}
