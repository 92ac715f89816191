import { EstornoError } from '../domain/problem.ts';
import type { HttpEvent } from './http-event.ts';

/**
 * Callers with a token act for the merchants that a claim of it names, and for no other. The gateway has verified the token
 * already. Where no claim is configured, callers sign with IAM, whose policies name the paths.
 * @throws EstornoError forbidden
 */
export function authorizeMerchant(
  claim: string | undefined,
  { requestContext }: HttpEvent,
  merchantId = '',
): void {
  if (claim === undefined) return;
  const claims = requestContext.authorizer?.jwt?.claims ?? {};
  const named = Object.hasOwn(claims, claim) ? toMerchants(claims[claim]) : [];
  if (named.includes(merchantId)) return;
  throw new EstornoError('forbidden', {
    detail: `The token's claim ${claim} does not name the merchant of this path. Ask for a token that does.`,
  });
}

/** A gateway writes a list as text, `[loja-1 loja-2]`; no merchant's id has a bracket or a space. */
function toMerchants(claim: unknown): readonly unknown[] {
  if (Array.isArray(claim)) return claim;
  const list = typeof claim === 'string' ? /^\[(.*)\]$/.exec(claim)?.[1] : undefined;
  return list === undefined ? [claim] : list.split(' ');
}
