import { hash } from 'node:crypto';
import type { OfUnit } from './unit.ts';

/** Whose account at a provider. */
export const MERCHANT_ID = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** 1 to 255 visible ASCII characters but comma (an HTTP API joins repeated headers by it) and quotes. */
export const IDEMPOTENCY_KEY = /^[\x21\x23-\x26\x28-\x2b\x2d-\x7e]{1,255}$/;

export const OPERATION_ID = /^op_[0-9a-f]{26}$/;

export type MerchantId = OfUnit<string, 'MerchantId'>;

/** The provider's own id of a payment. */
export type PaymentId = OfUnit<string, 'PaymentId'>;

/** Names one payment: the merchant, the provider, and the provider's own id of it. */
export type PaymentRef = {
  readonly merchantId: MerchantId;
  readonly provider: string;
  readonly paymentId: PaymentId;
};

/** The ledger's key of a payment. None of the three parts can hold a `#`. */
export function toPaymentKey({ merchantId, provider, paymentId }: PaymentRef): string {
  return `${merchantId}#${provider}#${paymentId}`;
}

/** The same payment and idempotency key always name the same operation. */
export function toOperationId(ref: PaymentRef, idempotencyKey: string): string {
  return `op_${sha256(`${toPaymentKey(ref)}\n${idempotencyKey}`).slice(0, 26)}`;
}

export function sha256(text: string): string {
  return hash('sha256', text);
}

/** A UUID (version 8, RFC 9562) that always belongs to the same text. */
export function toUuid(text: string): string {
  const hex = sha256(text);
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
