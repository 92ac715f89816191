import { randomInt } from 'node:crypto';

/**
 * An id in the form of a provider that no payment has, another one each time. `absent`: the form, with `#` for each digit that
 * is drawn.
 */
export function toAbsentPaymentId({ absent }: { readonly absent: string }): string {
  return absent.replaceAll('#', () => String(randomInt(10)));
}
