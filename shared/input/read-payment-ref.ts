import { MERCHANT_ID, type PaymentRef } from '../domain/ids.ts';
import { validationFailed } from './parse-input.ts';

/** How a provider writes the ids of its payments. */
export type PaymentIdRule = {
  readonly pattern: RegExp;
  readonly describe: string;
  /** The form of ids that no payment has, with `#` for each digit that is drawn: to ask the provider about no payment. */
  readonly absent: string;
};

/** @throws EstornoError validation_failed */
export function readMerchantId({ merchantId = '' }: { readonly merchantId?: string | undefined }): string {
  if (!MERCHANT_ID.test(merchantId)) throw validationFailed([WRONG_MERCHANT]);
  return merchantId;
}

/** @throws EstornoError validation_failed, naming each part that is wrong */
export function readPaymentRef(
  {
    merchantId = '',
    paymentId = '',
  }: { readonly merchantId?: string | undefined; readonly paymentId?: string | undefined },
  { id: provider, paymentId: rule }: { readonly id: string; readonly paymentId: PaymentIdRule },
): PaymentRef {
  const errors = [];
  if (!MERCHANT_ID.test(merchantId)) errors.push(WRONG_MERCHANT);
  if (!rule.pattern.test(paymentId))
    errors.push({ pointer: '/paymentId', detail: `must be ${rule.describe}` });
  if (errors.length > 0) throw validationFailed(errors);
  return { merchantId, provider, paymentId };
}

const WRONG_MERCHANT = {
  pointer: '/merchantId',
  detail: 'must be 1 to 63 lower-case letters, digits and hyphens, beginning with a letter or digit',
};
