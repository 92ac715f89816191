import type { CommandReader } from '../input/read-command.ts';
import type { Payment } from '../operation/payment.ts';
import type { Invocation, RunnerDeps } from '../operation/runner.ts';
import type { Sources } from '../operation/sources.ts';
import type { WaitSlots } from '../operation/wait-slots.ts';
import type { InquiryQueue } from '../ports/inquiry-queue.ts';
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
  /** From where notifications are accepted. */
  readonly sources: Sources;
  /** Where inquiries wait that are made once the provider has its answer. Absent: the sweeper makes them. */
  readonly inquiries?: InquiryQueue | undefined;
  /** Bounds the requests that wait. Absent: there is no bound. */
  readonly waits?: WaitSlots | undefined;
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
