import * as z from 'zod/mini';
import { newSources, withSources } from '../domain/notification-sources.ts';
import { isSourceAddress } from '../domain/source-addresses.ts';
import { toInstant } from '../domain/time.ts';
import { note } from '../input/note.ts';
import type { Invocation } from '../operation/runner.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import type { OperatorDeps } from './operator-deps.ts';
import { requirePrincipal } from './principal.ts';
import { saveChange } from './save-change.ts';

/** Providers publish a handful; with this many the item stays small. */
const MAX_ADDRESSES = 64;

/** The longest reason that is kept, in characters. */
const MAX_REASON = 300;

const reason = note({ least: 1, most: MAX_REASON, absent: 'is required' });

const address = z
  .string()
  .check(z.refine(isSourceAddress, 'must be an IP address or a block such as 203.0.113.0/24'));

export const sourcesSchema = z.object({ command: z.literal('sources') });

export const setSourcesSchema = z.object({
  command: z.literal('set-sources'),
  addresses: z
    .array(address)
    .check(z.minLength(1, 'must name an address'), z.maxLength(MAX_ADDRESSES, `can name ${MAX_ADDRESSES}`)),
  reason,
});

export const resetSourcesSchema = z.object({ command: z.literal('reset-sources'), reason });

type Change = z.infer<typeof setSourcesSchema> | z.infer<typeof resetSourcesSchema>;

/** Sets the addresses from which notifications of a provider are accepted, or returns to those of the deployment. */
export async function changeSources<C extends BaseCredentials>(
  deps: OperatorDeps<C>,
  { reason, ...command }: Change,
  invocation: Invocation,
): Promise<object> {
  const { connector, sourcesStore, sources, clock, log } = deps;
  const provider = connector.id;
  const by = requirePrincipal(invocation);
  const to = command.command === 'set-sources' ? [...new Set(command.addresses)] : undefined;
  await saveChange(sourcesStore, provider, {
    initial: newSources(provider),
    change: (before) => withSources(before, { reason, by, at: clock(), ...(to && { to }) }),
    detail: 'Too many others changed the addresses at the same time. Check them, and try again.',
  });
  sources.forget();
  log.info('sources_changed', { provider, count: to?.length ?? 0 });
  return showSources(deps);
}

/** From where notifications of a provider are accepted, and who changed that. */
export async function showSources<C extends BaseCredentials>({
  connector,
  sourcesStore,
  deployedSources,
}: OperatorDeps<C>): Promise<object> {
  const { id: provider, notification } = connector;
  const { addresses, changes } = (await sourcesStore.read(provider)) ?? newSources(provider);
  const published = notification.publishedSources;
  return {
    provider,
    accepted: addresses ?? deployedSources ?? published,
    by: addresses ? 'operator' : deployedSources ? 'deployment' : 'provider',
    published,
    changes: changes.map(({ to, reason, by, at }) => ({ to: to ?? null, reason, by, at: toInstant(at) })),
  };
}
