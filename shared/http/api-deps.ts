import type { Clock } from '../domain/time.ts';
import type { CommandReader } from '../input/read-command.ts';
import type { Accounts } from '../operation/accounts.ts';
import type { Ledger } from '../operation/ledger.ts';
import type { Operations } from '../operation/operations.ts';
import type { Invocation } from '../operation/steps.ts';
import type { LedgerStore } from '../ports/ledger-store.ts';
import type { Log } from '../ports/log.ts';
import type { BaseCredentials, Connector } from '../provider/connector.ts';
import type { HttpEvent } from './http-event.ts';
import type { PathParameters } from './path.ts';
import type { HttpResponse } from './responses.ts';

/** What the routes of one provider are made of. */
export type ApiDeps<C extends BaseCredentials> = {
  readonly connector: Connector<C>;
  readonly commands: CommandReader;
  readonly operations: Operations;
  readonly accounts: Accounts<C>;
  readonly ledger: Ledger;
  readonly store: Pick<LedgerStore, 'listDue' | 'read'>;
  readonly clock: Clock;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly log: Log;
  /** Addresses whose notifications count as the provider's beside the documented ones. */
  readonly notifyFrom: readonly string[];
  /** The claim of a caller's token that names its merchants. Absent: callers sign with IAM, which has decided already. */
  readonly merchantClaim?: string | undefined;
};

/** Answers one route. */
export type Handle = (
  event: HttpEvent,
  parameters: PathParameters,
  invocation: Invocation,
) => Promise<HttpResponse>;
