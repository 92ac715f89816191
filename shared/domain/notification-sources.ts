import * as z from 'zod/mini';
import { EstornoError } from './problem.ts';
import { ALL_MERCHANTS } from './switches.ts';

/** The newest form of the item that this code writes. A newer one is read, never written. */
const SCHEMA = 1;

/** Changes that are remembered, the newest last. */
const MAX_CHANGES = 50;

const text = z.string();
const addresses = z.array(text);

/**
 * The addresses from which notifications of one provider are accepted, as operators set them: one item of the ledger, under a
 * key that no payment can have.
 */
export const notificationSourcesSchema = z.looseObject({
  payment: text,
  schema: z.number(),
  /** Counts saves. */
  version: z.number(),
  /** Absent: those of the deployment count. */
  addresses: z.optional(addresses),
  changes: z.array(z.looseObject({ to: z.optional(addresses), reason: text, by: text, at: z.number() })),
});

export type NotificationSources = z.infer<typeof notificationSourcesSchema>;

/** `to`: the addresses; absent: those of the deployment again. */
export type SourcesChange = NotificationSources['changes'][number];

export function toSourcesKey(provider: string): string {
  return `${ALL_MERCHANTS}#${provider}#sources`;
}

export function newSources(provider: string): NotificationSources {
  return { payment: toSourcesKey(provider), schema: SCHEMA, version: 0, changes: [] };
}

/**
 * The addresses changed, one version further.
 * @throws EstornoError internal_error (503) where a newer version of this code wrote them
 */
export function withSources(sources: NotificationSources, change: SourcesChange): NotificationSources {
  if (sources.schema > SCHEMA) {
    const detail =
      'A newer version of this service wrote the addresses; they can be changed by that version only.';
    throw new EstornoError('internal_error', { isTemporary: true, outcome: 'not_applied', detail });
  }
  const { addresses: _before, ...rest } = sources;
  const changes = [...sources.changes, change].slice(-MAX_CHANGES);
  return {
    ...rest,
    version: sources.version + 1,
    changes,
    ...(change.to !== undefined && { addresses: change.to }),
  };
}
