import type { NotificationSources } from '../domain/notification-sources.ts';

/** Where the addresses are kept that operators set for a provider's notifications: one item, one condition. */
export type SourcesStore = {
  /** The item as it is now (a consistent read). @throws where it is there and cannot be read */
  read(provider: string): Promise<NotificationSources | undefined>;
  /** Puts the item if none is there (`version` 1), or the version before. @returns whether it was put */
  save(sources: NotificationSources): Promise<boolean>;
};
