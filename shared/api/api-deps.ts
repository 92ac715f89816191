import type { CommandReader } from '../commands/read-command.ts';
import type { Clock } from '../domain/time.ts';
import type { HttpEvent } from '../http/http-event.ts';
import type { HttpResponse } from '../http/responses.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { LedgerStore } from '../ledger/ledger-store.ts';
import type { Accounts } from '../operations/accounts.ts';
import type { Operations } from '../operations/operations.ts';
import type { Invocation } from '../operations/steps.ts';
import type { BaseCredentials, Connector } from '../provider/connector.ts';
import type { Log } from '../runtime/log.ts';
import type { PathParameters } from './path.ts';

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
