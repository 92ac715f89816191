import type { Payment } from '../operation/payment.ts';
import type { RunnerDeps } from '../operation/runner.ts';
import type { LedgerStore } from '../ports/ledger-store.ts';
import type { SwitchStore } from '../ports/switch-store.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import type { CheckLogin } from '../sessions/check-login.ts';
import type { Probe } from '../sessions/probe.ts';

/** What the commands of people work with. */
export type OperatorDeps<C extends BaseCredentials> = RunnerDeps<C> & {
  readonly store: Pick<LedgerStore<Payment>, 'listDue' | 'read'>;
  readonly switchStore: SwitchStore;
  readonly checkLogin: CheckLogin<C>;
  /** Absent where sessions need no probe. */
  readonly probe?: Probe<C> | undefined;
};
