import type { MerchantId } from '../domain/ids.ts';

export type Secret<T> = { readonly credentials: T; readonly version: string };

export type ReadOptions = {
  /** Past the cache. */
  readonly fresh?: boolean;
  /** The version that is stored to be tried, in place of the present one. */
  readonly pending?: boolean;
  /** The caller is not verified yet: what is known to be absent is not read again, and few reads are made. */
  readonly forStranger?: boolean;
};

export type SecretReader<T> = {
  /** @throws EstornoError merchant_not_configured: no secret, or one that cannot be used; rate_limited for strangers */
  read(merchantId: MerchantId, options?: ReadOptions): Promise<Secret<T>>;
};
