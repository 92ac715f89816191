import type { Payment } from '../operation/payment.ts';
import type { RunnerDeps } from '../operation/runner.ts';
import type { Sources } from '../operation/sources.ts';
import type { Exchange } from '../ports/exchange.ts';
import type { LedgerStore } from '../ports/ledger-store.ts';
import type { SettingsStore } from '../ports/session-store.ts';
import type { SourcesStore } from '../ports/sources-store.ts';
import type { SwitchStore } from '../ports/switch-store.ts';
import type { BaseCredentials } from '../provider/connector.ts';

/** What the commands of people work with. */
export type OperatorDeps<C extends BaseCredentials> = RunnerDeps<C> & {
  readonly store: Pick<LedgerStore<Payment>, 'listDue' | 'read' | 'save'>;
  readonly switchStore: SwitchStore;
  readonly sourcesStore: SourcesStore;
  readonly sources: Pick<Sources, 'forget'>;
  /** From where the deployment accepts notifications. Absent: from where the provider publishes. */
  readonly deployedSources?: readonly string[] | undefined;
  /** Where the token model of an account is kept. */
  readonly settingsStore: SettingsStore;
  /** Beside every session: test logins and the requests of a probe. */
  readonly exchange: Exchange;
};
