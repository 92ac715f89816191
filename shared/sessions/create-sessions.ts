import type { ExclusiveSessionStore, SettingsStore, SharedSessionStore } from '../ports/session-store.ts';
import type { Sessions } from '../ports/sessions.ts';
import type { AuthScheme, RotatingAuth } from '../provider/auth-scheme.ts';
import { createAdaptiveSessions } from './adaptive-sessions.ts';
import { createExclusiveSessions } from './exclusive-sessions.ts';
import { createFreshSecretSessions } from './fresh-secret-sessions.ts';
import type { LoginPauses } from './login.ts';
import type { SessionDeps } from './session-deps.ts';
import { Settings } from './settings.ts';
import { createSharedSessions } from './shared-sessions.ts';
import { createStaticSessions } from './static-sessions.ts';

/** Where sessions are kept. */
export type SessionStores = {
  readonly exclusive: ExclusiveSessionStore;
  readonly shared: SharedSessionStore;
  readonly settings: SettingsStore;
};

type Deps = SessionDeps & { readonly stores: SessionStores };

/** Sessions as the provider's auth scheme needs them. */
export function createSessions<C>(auth: AuthScheme<C>, deps: Deps): Sessions<C> {
  return createFreshSecretSessions({ inner: createSessionsOf(auth, deps), log: deps.log });
}

function createSessionsOf<C>(auth: AuthScheme<C>, deps: Deps): Sessions<C> {
  switch (auth.type) {
    case 'static':
      return createStaticSessions({ ...deps, auth });
    case 'bearer':
      return createSharedSessions({ ...deps, auth, pauses: new Map(), store: deps.stores.shared });
    case 'rotating':
      return createRotatingSessions(auth, deps);
  }
}

function createRotatingSessions<C>(auth: RotatingAuth<C>, { stores, ...deps }: Deps): Sessions<C> {
  const settings = new Settings({ ...deps, store: stores.settings });
  const pauses: LoginPauses = new Map();
  return createAdaptiveSessions({
    settings,
    exclusive: createExclusiveSessions({ ...deps, auth, settings, pauses, store: stores.exclusive }),
    shared: createSharedSessions({ ...deps, auth, settings, pauses, store: stores.shared }),
  });
}
