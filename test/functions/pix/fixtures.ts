import { credentialsSchema } from '../../../functions/pix/credentials.ts';
import { makeCertificate } from '../../../local/simulators/kit/make-certificate.ts';
import type { PaymentRef } from '../../../shared/domain/ids.ts';
import type { InquiryOptions, Order } from '../../../shared/provider/connector.ts';
import { order } from '../replies.ts';

export const PAIR = makeCertificate('loja-1');

/** What a secret holds, with other fields where they are given. */
export function toSecret(more: object = {}): Record<string, unknown> {
  const client = { psp: 'efi', clientId: 'client_id', clientSecret: 'client_secret', environment: 'sandbox' };
  return { ...client, ...PAIR, ...more };
}

export const toCredentials = (more: object = {}) => credentialsSchema.parse(toSecret(more));

export const TXID = '7978c0c97ea847e78e8849634473c1f1';
export const E2E = 'E1234567820200909122120200808008';
export const KEY = '123456';

export const toRef = (paymentId: string): PaymentRef => ({
  merchantId: 'loja-1',
  provider: 'pix',
  paymentId,
});

export const toVoid = (more: Partial<Order> = {}): Order => order(TXID, { provider: 'pix', ...more });

export const toRefundOrder = (more: Partial<Order> = {}): Order =>
  order(E2E, { provider: 'pix', method: 'refund', amount: 789, idempotencyKey: KEY, ...more });

export const REFUND: InquiryOptions = { method: 'refund', idempotencyKeys: [KEY] };
export const VOID: InquiryOptions = { method: 'void' };
