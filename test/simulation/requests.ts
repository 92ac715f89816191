import * as z from 'zod';
import { fromReais } from '../../shared/domain/money.ts';
import type { ProviderRequest } from '../../shared/ports/exchange.ts';
import { findPixIds, isPixPath } from './pix-paths.ts';

/** What a request to a provider is about, by its path, headers and body, whichever provider it goes to. */

export function isLoginRequest({ path }: ProviderRequest): boolean {
  return path === '/auth' || path === '/api/auth/token';
}

/** A login shows the key in its body, or as Basic does. */
export function showsKey({ headers = {}, body = '' }: ProviderRequest, key: string): boolean {
  const basic = headers.authorization?.replace('Basic ', '') ?? '';
  return body.includes(key) || Buffer.from(basic, 'base64').toString().endsWith(`:${key}`);
}

/** The token that a request presents. */
export function tokenOf({ headers = {} }: ProviderRequest): string {
  return headers['x-auth-token'] ?? bearerOf(headers) ?? '';
}

export function bearerOf({ authorization }: Readonly<Record<string, string>>): string | undefined {
  return authorization?.replace('Bearer ', '');
}

const bodySchema = z.object({
  amount: z.optional(z.number()),
  valor: z.optional(z.string()),
  key: z.optional(z.string()),
  payment_token: z.optional(z.string()),
});

/** The payment that a request which moves money is about: LetPay's refunds name it in the body. */
export function paymentIdOf({ path, body = '{}' }: ProviderRequest): string {
  const { payment_token: named } = bodySchema.parse(JSON.parse(body));
  return (
    named ??
    findPixIds(path).paymentId ??
    /\/payments\/([^/]+)/.exec(path)?.[1] ??
    path.split('/').at(-2) ??
    ''
  );
}

/** The payment that is read by a request that moves no money. */
export function paymentReadBy({ path }: Pick<ProviderRequest, 'path'>): string {
  return findPixIds(path).paymentId ?? path.split('/').at(-1) ?? '';
}

/** Centavos. Refunds at LetPay and at Mercado Pago write reais, and those of a Pix write them as a text. */
export function amountOf({ path, body = '{}' }: ProviderRequest): number | undefined {
  const { amount, valor } = bodySchema.parse(JSON.parse(body));
  if (valor !== undefined) return fromReais(valor);
  const isInReais = path === '/refund' || path.endsWith('/refunds');
  return amount !== undefined && isInReais ? Math.round(amount * 100) : amount;
}

/** Of a request that moves money: a refund, and not a void. */
export function isRefundRequest({ path }: ProviderRequest): boolean {
  return /\/refunds?$/.test(path) || isPixPath(path, 'refund');
}

export function keyOf({ path, headers = {}, body = '{}' }: ProviderRequest): string | undefined {
  const key = headers['x-idempotency-key'] ?? bodySchema.parse(JSON.parse(body)).key;
  return key ?? findPixIds(path).refundId;
}

export function toUrl({ path, query }: ProviderRequest): URL {
  const url = new URL(path, 'https://provider.invalid');
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
  return url;
}

/** A read that is about refunds alone. */
export function isAboutRefunds({ pathname }: URL): boolean {
  return /^\/(v1\/)?refund|\/refunds(\/|$)/.test(pathname) || isPixPath(pathname, 'refund');
}
