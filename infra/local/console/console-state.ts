import type { Operation } from '../../../shared/domain/operation.ts';
import type { TrailEntry } from '../../../shared/domain/trail.ts';

/** Everything that the console's page shows, as one JSON. Instants are epoch milliseconds, amounts centavos. */
export type ConsoleState = {
  /** By the stack's clock. */
  readonly now: number;
  /** How far the stack's clock is ahead of the machine's, in milliseconds. */
  readonly clockOffsetMs: number;
  readonly engine: string;
  readonly region: string;
  readonly payments: readonly ShownPayment[];
  readonly sessions: readonly ShownSession[];
  /** Newest first. */
  readonly events: readonly ShownEvent[];
  readonly machines: readonly ShownMachine[];
  /** Newest first. */
  readonly runs: readonly ShownRun[];
  readonly simulators: readonly ShownSimulator[];
};

/** A payment that the ledger or a simulator knows. */
export type ShownPayment = {
  readonly key: string;
  readonly merchantId: string;
  readonly provider: string;
  readonly paymentId: string;
  /** As the simulator has it; absent at a real provider. */
  readonly atProvider?: PaymentAtProvider;
  /** Oldest first. */
  readonly operations: readonly ShownOperation[];
};

export type PaymentAtProvider = {
  readonly status: string;
  readonly amount: number;
  /** How many times money went back. */
  readonly effects: number;
};

/** What people may see of an operation: nothing by which its caller's key could be told. */
export type ShownOperation = Pick<
  Operation,
  | 'id'
  | 'kind'
  | 'way'
  | 'state'
  | 'trigger'
  | 'createdAt'
  | 'updatedAt'
  | 'attempts'
  | (typeof OPTIONAL_FIELDS)[number]
> & {
  readonly outcome: string;
  readonly trail: readonly TrailEntry[];
  /** It was begun here, so that its key is known here. */
  readonly repeatable: boolean;
};

/** Fields of an operation that are shown where it has them. */
export const OPTIONAL_FIELDS = [
  'amount',
  'appliedAmount',
  'attribution',
  'completedAt',
  'dueAt',
  'problem',
  'providerStatus',
  'recording',
  'reference',
  'withdrawn',
] as const satisfies readonly (keyof Operation)[];

/** A login at a provider. Its token is not here, nor anything made of it. */
export type ShownSession = {
  readonly key: string;
  readonly merchantId: string;
  readonly provider: string;
  readonly slot: string;
  readonly hasToken: boolean;
  /** When the token was received, where the provider's lifetime is known. */
  readonly takenAt?: number;
  readonly expiresAt?: number;
  /** Somebody holds it, until then at most. */
  readonly heldUntil?: number;
  /** Counts the leases. */
  readonly leases?: number;
};

/** One event on the bus. */
export type ShownEvent = {
  readonly id: string;
  readonly at: number;
  readonly type: string;
  readonly paymentId?: string;
  readonly state?: string;
  readonly sequence?: number;
};

/** A state machine as a graph. */
export type ShownMachine = {
  readonly name: string;
  readonly start: string;
  readonly ways: readonly { readonly from: string; readonly to: string; readonly isCatch: boolean }[];
};

/** One run of a state machine. */
export type ShownRun = {
  readonly name: string;
  readonly machine: string;
  readonly stoppedAt?: number;
  readonly status: string;
  readonly error?: string;
  readonly paymentId?: string;
  /** The states that it entered, in order. The last one is where it stands, or ended. */
  readonly entered: readonly { readonly state: string; readonly at: number }[];
};

/** A provider's simulator, and how its levers stand. */
export type ShownSimulator = {
  readonly provider: string;
  readonly world: string;
  readonly latencyMs: number;
  readonly decidesAfterMs?: number;
  readonly statuses: readonly string[];
  readonly logins: number;
  readonly cancelsReceived: number;
  /** Levers that wait for the next cancel or refund. */
  readonly waiting: readonly string[];
};
