import { isSourceAddress } from '../shared/domain/source-addresses.ts';
import { refuse } from './options/refuse.ts';
import type { Provider } from './providers.ts';

/** Addresses by provider, from which its notifications are accepted. A provider that is absent: those that it publishes. */
export type NotifyFrom = Readonly<Record<string, readonly string[]>>;

/** An environment variable of a function, all of them together, has at most 4 KB. */
const MOST_PER_PROVIDER = 64;

const FORM =
  'Use provider=address, an IP address or a block such as letpay=203.0.113.5 or letpay=203.0.113.0/24, and commas between several';

/**
 * `letpay=203.0.113.5,letpay=198.51.100.0/24,pix=2001:db8::7`
 * @throws UsageError with the part that has another form
 */
export function readNotifyFrom(text: string): NotifyFrom {
  const byProvider = new Map<string, string[]>();
  for (const part of text.split(',').flatMap((each) => each.trim() || [])) {
    const at = part.indexOf('=');
    if (at < 1 || at === part.length - 1) refuse('notifyFrom', part, FORM);
    const [provider, address] = [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    byProvider.set(provider, [...(byProvider.get(provider) ?? []), address]);
  }
  return Object.fromEntries(byProvider);
}

/** @throws UsageError about a provider that the stack does not have, and about what is no address */
export function checkNotifyFrom(notifyFrom: NotifyFrom = {}, providers: readonly Provider[]): NotifyFrom {
  const ids = providers.map(({ id }) => id);
  for (const [provider, addresses] of Object.entries(notifyFrom)) {
    if (!ids.includes(provider))
      refuse('notifyFrom', provider, `Use a provider of the stack (${ids.join(', ')})`);
    for (const address of addresses)
      if (!isSourceAddress(address)) refuse('notifyFrom', `${provider}=${address}`, FORM);
    if (addresses.length > MOST_PER_PROVIDER)
      refuse(
        'notifyFrom',
        `${addresses.length} addresses for ${provider}`,
        `At most ${MOST_PER_PROVIDER} are possible: use blocks such as ${provider}=203.0.113.0/24`,
      );
  }
  return notifyFrom;
}
