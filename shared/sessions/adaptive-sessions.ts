import type { Sessions } from '../ports/sessions.ts';
import type { Settings } from './settings.ts';

type AdaptiveDeps<C> = {
  readonly exclusive: Sessions<C>;
  readonly shared: Sessions<C>;
  readonly settings: Settings;
};

/** Leased sessions, and shared ones for the accounts for which a probe has shown that tokens live on. */
export function createAdaptiveSessions<C>({ exclusive, shared, settings }: AdaptiveDeps<C>): Sessions<C> {
  return {
    open(account, limits) {
      const mayShare = settings.isFresh(account) && settings.mayShare(account);
      return (mayShare ? shared : exclusive).open(account, limits);
    },
  };
}
