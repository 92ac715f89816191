import { PROVIDERS } from '../infra/providers.ts';
import { MERCHANT_ID } from '../shared/domain/ids.ts';
import { UsageError } from '../tools/script.ts';
import { type OperationRef, readOperationRef } from './operation-ref.ts';

export function readProviders({ provider }: { readonly provider?: string | undefined }): readonly string[] {
  const providers = PROVIDERS.map(({ id }) => id);
  return provider === undefined ? providers : [readOne('--provider', provider, providers)];
}

/** @throws UsageError */
export function readProvider(what: string, given: string): string {
  return readOne(
    what,
    given,
    PROVIDERS.map(({ id }) => id),
  );
}

/** @throws UsageError */
export function readMerchant(merchant = ''): string {
  if (MERCHANT_ID.test(merchant)) return merchant;
  throw new UsageError(`--merchant wants a merchant's id like loja-1, and got "${merchant}".`);
}

export function readRef(operation: string | undefined): OperationRef {
  if (operation === undefined)
    throw new UsageError('--operation is needed: the operation’s link, as the API gives it, or its id op_….');
  return readOperationRef(operation);
}

export function readOne<T extends string>(what: string, given: string, known: readonly T[]): T {
  const one = known.find((candidate) => candidate === given);
  if (one !== undefined) return one;
  throw new UsageError(`${what} wants ${known.join(' or ')}, and got "${given}".`);
}

/** No more words. @throws UsageError */
export function none(rest: readonly string[]): object {
  if (rest.length === 0) return {};
  throw new UsageError(`"${rest[0]}" is one word too many.`);
}
