import type { TestContext } from 'node:test';
import type { MethodCapabilities } from '../../../../shared/provider/capabilities.ts';
import type { BaseCredentials } from '../../../../shared/provider/connector.ts';
import { AMOUNT, type ContractRow } from '../../contract-row.ts';

/** One claim of what a provider can do, and how its simulator shows that it is so. */
export type Claim = {
  /** The capability's name. */
  readonly claim: keyof MethodCapabilities;
  readonly says: (way: MethodCapabilities) => string;
  readonly shows: <C extends BaseCredentials>(t: TestContext, row: ContractRow<C>) => Promise<void>;
};

/** Centavos that are a part of a payment of the suite, and fit in it once more. */
export const PART = (AMOUNT - 35) / 2;

/** The smallest amount that a way can give back: a part, or undefined for the whole. */
export function smallest({ partial }: MethodCapabilities): number | undefined {
  return partial.value === 'no' ? undefined : PART;
}
