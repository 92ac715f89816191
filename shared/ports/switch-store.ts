import type { Switches } from '../domain/switches.ts';

/** Where the kill switches of a provider are kept: one item, one condition. */
export type SwitchStore = {
  /** The item as it is now (a consistent read). @throws where it is there and cannot be read */
  read(provider: string): Promise<Switches | undefined>;
  /** Puts the item if none is there (`version` 1), or the version before. @returns whether it was put */
  save(switches: Switches): Promise<boolean>;
};
