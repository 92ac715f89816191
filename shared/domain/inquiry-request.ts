import * as z from 'zod/mini';
import type { PaymentRef } from './ids.ts';

/** No event of a bus has this field at its top, so that no producer of commands can write one. */
const inquiryRequestSchema = z.object({
  request: z.literal('inquiry'),
  merchantId: z.string(),
  provider: z.string(),
  paymentId: z.string(),
});

/** The message by which a function asks itself to inquire about a payment once it has answered. */
export function toInquiryRequest({ merchantId, provider, paymentId }: PaymentRef): string {
  return JSON.stringify({ request: 'inquiry', merchantId, provider, paymentId });
}

/** The payment that such a message names; undefined where it is another message. */
export function readInquiryRequest(body: string): PaymentRef | undefined {
  const message = inquiryRequestSchema.safeParse(parseJson(body));
  if (!message.success) return undefined;
  const { merchantId, provider, paymentId } = message.data;
  return { merchantId, provider, paymentId };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
