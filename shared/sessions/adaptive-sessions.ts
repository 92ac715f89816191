import type { Sessions } from './session.ts';
import type { Settings } from './settings.ts';

/** Leased sessions, and shared ones for the accounts for which a probe has shown that tokens live on. */
export function createAdaptiveSessions<C>({
  exclusive,
  shared,
  settings,
}: {
  exclusive: Sessions<C>;
  shared: Sessions<C>;
  settings: Settings;
}): Sessions<C> {
  return {
    open(account, call) {
      const mayShare = settings.isFresh(account) && settings.mayShare(account);
      return (mayShare ? shared : exclusive).open(account, call);
    },
  };
}
