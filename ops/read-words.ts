import { PROVIDERS } from '../infra/providers.ts';
import { MERCHANT_ID } from '../shared/domain/ids.ts';
import { UsageError } from '../tools/script.ts';
import { type OperationRef, readOperationRef } from './operation-ref.ts';

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** @returns epoch milliseconds. @throws UsageError */
export function readInstant(option: string, text = ''): number {
  if (INSTANT.test(text) && !Number.isNaN(Date.parse(text))) return Date.parse(text);
  throw new UsageError(`${option} must be an instant such as 2031-05-31T14:02:00Z, not "${text}".`);
}

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
  throw new UsageError(`--merchant must be a merchant id such as loja-1, not "${merchant}".`);
}

export function readRef(operation: string | undefined): OperationRef {
  if (operation === undefined)
    throw new UsageError(
      '--operation is required: the link of the operation, as the API gives it, or its id op_….',
    );
  return readOperationRef(operation);
}

export function readOne<T extends string>(what: string, given: string, known: readonly T[]): T {
  const one = known.find((candidate) => candidate === given);
  if (one !== undefined) return one;
  const choices = [known.slice(0, -1).join(', '), known.at(-1)].filter(Boolean).join(' or ');
  throw new UsageError(`${what} must be ${choices}, not "${given}".`);
}

/** Nothing may follow. @throws UsageError */
export function none(rest: readonly string[]): object {
  if (rest.length === 0) return {};
  throw new UsageError(`Unexpected argument "${rest[0]}".`);
}
