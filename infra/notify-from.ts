import { isSourceAddress } from '../shared/domain/source-addresses.ts';
import { UsageError } from '../tools/script.ts';

/** Addresses by provider, from which its notifications are accepted. A provider that is absent: those that it publishes. */
export type NotifyFrom = Readonly<Record<string, readonly string[]>>;

/** An environment variable of a function, all of them together, has at most 4 KB. */
const MOST_PER_PROVIDER = 64;

/**
 * The context value `notifyFrom`: `letpay:203.0.113.5,letpay:198.51.100.0/24,pix:2001:db8::7`.
 * @throws UsageError with the wrong part and the expected form
 */
export function readNotifyFrom(parts: readonly string[], providers: readonly string[]): NotifyFrom {
  const byProvider = new Map<string, string[]>();
  for (const part of parts) {
    const at = part.indexOf(':');
    const [provider, address] = [part.slice(0, Math.max(at, 0)).trim(), part.slice(at + 1).trim()];
    if (!providers.includes(provider) || !isSourceAddress(address))
      throw new UsageError(
        `The context value notifyFrom has "${part}". Use a provider of the stack (${providers.join(', ')}) and an IP address ` +
          'or a block, such as letpay:203.0.113.5 or letpay:203.0.113.0/24, separated by commas.',
      );
    byProvider.set(provider, [...(byProvider.get(provider) ?? []), address]);
  }
  for (const [provider, addresses] of byProvider)
    if (addresses.length > MOST_PER_PROVIDER)
      throw new UsageError(
        `The context value notifyFrom has ${addresses.length} addresses for ${provider}, and ${MOST_PER_PROVIDER} are possible. ` +
          'Use blocks such as letpay:203.0.113.0/24.',
      );
  return Object.fromEntries(byProvider);
}
