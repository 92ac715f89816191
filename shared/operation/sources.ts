import { type Clock, type EpochMs, SECOND_MS } from '../domain/time.ts';
import { type Log, nameOfError } from '../ports/log.ts';
import type { SourcesStore } from '../ports/sources-store.ts';

/** How long a process uses what it read: a change of an operator holds within a minute. */
const CACHE_MS = 30 * SECOND_MS;

/** From where notifications of one provider are accepted. */
export type Sources = {
  /**
   * What operators set, else what the deployment says, else what the provider publishes. Empty: from everywhere, as long as
   * the notification has another proof. While it cannot be read what operators set, what was read last counts.
   */
  find(published: readonly string[]): Promise<readonly string[]>;
  /** Forgets what was read, so that this process applies a change at once. */
  forget(): void;
};

type SourcesDeps = {
  readonly provider: string;
  readonly store: Pick<SourcesStore, 'read'>;
  /** Of the deployment. Absent: those that the provider publishes. */
  readonly deployed?: readonly string[] | undefined;
  readonly clock: Clock;
  readonly log: Log;
};

export function createSources({ provider, store, deployed, clock, log }: SourcesDeps): Sources {
  let kept: { readonly addresses: readonly string[] | undefined; readonly at: EpochMs } | undefined;
  return {
    async find(published) {
      if (!kept || clock() - kept.at >= CACHE_MS) {
        const at = clock();
        try {
          kept = { addresses: (await store.read(provider))?.addresses, at };
        } catch (error) {
          // A notification only has an inquiry made: nothing is lost by a list that is not the newest.
          log.error('sources_unreadable', { provider, error: nameOfError(error) });
        }
      }
      return kept?.addresses ?? deployed ?? published;
    },
    forget() {
      kept = undefined;
    },
  };
}
