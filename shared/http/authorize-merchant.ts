import { EstornoError } from '../domain/problem.ts';
import type { HttpEvent } from './http-event.ts';

/**
 * With a configured claim, callers act for the merchants that this claim of their token names, and for no other. Without,
 * callers must have signed with IAM, whose policies name the paths. The gateway has verified either already.
 *
 * While a deployment changes from one to the other, the function and its routes differ for a while: the function is updated
 * first, and the routes follow. A caller whom the function is not configured for is refused, whatever the order.
 * @throws EstornoError forbidden
 */
export function authorizeMerchant(
  claim: string | undefined,
  { requestContext: { authorizer } }: HttpEvent,
  merchantId = '',
): void {
  const { iam, jwt } = authorizer ?? {};
  if (claim === undefined) {
    if (iam?.userArn && !jwt) return;
    throw new EstornoError('forbidden', { detail: 'This function serves callers who sign with IAM.' });
  }
  const claims = jwt?.claims ?? {};
  const named = Object.hasOwn(claims, claim) ? toMerchants(claims[claim]) : [];
  if (!iam && named.includes(merchantId)) return;
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
