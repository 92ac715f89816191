import type { TestContext } from 'node:test';
import type { MethodCapabilities } from '../../../../shared/provider/capabilities.ts';
import type { BaseCredentials } from '../../../../shared/provider/connector.ts';
import type { PaymentSnapshot } from '../../../../shared/provider/payment-snapshot.ts';
import type { Method, MethodTraits } from '../../../../shared/provider/traits.ts';
import type { ContractRow } from '../../contract-row.ts';
import { AMOUNT, PART } from '../../contract-row.ts';
import type { Scene } from '../../scene.ts';

/** One claim of what a provider can do, and how its simulator shows that it is so. */
export type Claim = {
  /** The capability's name. */
  readonly claim: keyof MethodCapabilities;
  readonly says: (method: MethodCapabilities) => string;
  readonly shows: <C extends BaseCredentials>(t: TestContext, row: ContractRow<C>) => Promise<void>;
};

/** One trait of a method by which the core decides, and how the simulator shows that it is so. */
export type TraitClaim = {
  readonly trait: keyof MethodTraits;
  readonly says: (traits: MethodTraits) => string;
  readonly shows: <C extends BaseCredentials>(t: TestContext, about: AboutMethod<C>) => Promise<void>;
};

export type AboutMethod<C extends BaseCredentials> = {
  readonly row: ContractRow<C>;
  readonly method: Method;
  readonly traits: MethodTraits;
};

/** Whether a request for less than the whole may go out. */
export function takesParts({ partial, amount }: Pick<MethodTraits, 'partial' | 'amount'>): boolean {
  return partial !== 'no' && amount !== 'never';
}

/** The smallest amount that a method can give back, in centavos. */
export function smallest(traits: Pick<MethodTraits, 'partial' | 'amount'>): number {
  return takesParts(traits) ? PART : AMOUNT;
}

/** What an inquiry shows now. @throws Error where it was not answered */
export async function snapshotOf<C extends BaseCredentials>(
  { harness, paymentId, method }: Scene<C>,
  about: { readonly refundId?: string | undefined; readonly idempotencyKeys?: readonly string[] } = {},
): Promise<PaymentSnapshot> {
  const inquiry = await harness.inquire(paymentId, { method, ...about });
  if (inquiry.is !== 'snapshot') throw new Error(`the inquiry is ${inquiry.is}`);
  return inquiry.snapshot;
}
