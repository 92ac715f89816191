import type { CommandReader } from '../input/read-command.ts';
import type { Payment } from '../operation/payment.ts';
import type { Invocation, RunnerDeps } from '../operation/runner.ts';
import type { WaitSlots } from '../operation/wait-slots.ts';
import type { LedgerStore } from '../ports/ledger-store.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import type { HttpEvent } from './http-event.ts';
import type { PathParameters } from './path.ts';
import type { HttpResponse } from './responses.ts';

/** What the routes of one provider work with. */
export type ApiDeps<C extends BaseCredentials> = RunnerDeps<C> & {
  readonly commands: CommandReader;
  readonly store: Pick<LedgerStore<Payment>, 'listDue' | 'read'>;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Bounds the requests that wait. Absent: there is no bound. */
  readonly waits?: WaitSlots | undefined;
  /** Addresses whose notifications count as the provider's beside the documented ones. */
  readonly notifyFrom: readonly string[];
  /** The claim of a caller's token that names its merchants. Absent: callers must sign with IAM. */
  readonly merchantClaim?: string | undefined;
};

/** A request of a route, and the limits of its invocation. */
export type RouteRequest = {
  readonly event: HttpEvent;
  /** From the path. */
  readonly parameters: PathParameters;
  readonly invocation: Invocation;
};

/** Answers one route. */
export type RouteHandler = <C extends BaseCredentials>(
  deps: ApiDeps<C>,
  request: RouteRequest,
) => Promise<HttpResponse>;
