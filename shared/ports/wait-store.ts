import type { EpochMs } from '../domain/time.ts';

/** A request that waits for the end of its operation. */
export type Waiting = { readonly id: string; readonly merchant: string; readonly until: EpochMs };

/** The requests that wait at one provider. `version` counts saves; 0: none was saved yet. */
export type Waits = { readonly version: number; readonly waiting: readonly Waiting[] };

/** Where it is kept who waits, for all processes of a provider's function. */
export type WaitStore = {
  read(provider: string): Promise<Waits>;
  /** @returns false where another saved this version first */
  save(provider: string, waits: Waits): Promise<boolean>;
};
