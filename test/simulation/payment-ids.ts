import { txidOf } from './pix-paths.ts';
import type { ProviderId } from './trigger.ts';

/** The id of a run's payment, in the provider's form. */
export function paymentIdOf(provider: ProviderId, index: number): string {
  if (provider === 'letpay') return `8f048623-16c6-47da-aca1-546a16e8fb9${index}`;
  if (provider === 'pix') return txidOf(index);
  return provider === 'sopague' ? `${'4'.repeat(41)}${index}` : `1234567${index}`;
}
