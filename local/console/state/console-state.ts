import type { OperationState } from '../../../shared/operation/operation.ts';
import type { Recording } from '../../../shared/operation/operation-records.ts';
import type { PersonAction } from '../../../shared/operation/person-action.ts';
import type { ProblemRecord } from '../../../shared/operation/problem-record.ts';
import type { TrailEntry } from '../../../shared/operation/trail.ts';

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
  /** What went back of it, with refunds made elsewhere; absent where its simulator does not say. */
  readonly returned?: number | undefined;
  /** How many times money went back. */
  readonly effects: number;
};

/** What people may see of an operation: nothing by which its caller's key could be guessed. */
export type ShownOperation = {
  readonly id: string;
  readonly kind: 'cancellation' | 'refund';
  readonly method: 'void' | 'refund';
  readonly state: OperationState;
  readonly outcome: string;
  readonly trigger: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly completedAt?: number | undefined;
  /** When the sweeper acts next. */
  readonly dueAt?: number | undefined;
  /** Requests that could have moved money. */
  readonly attempts: number;
  readonly amount?: number | undefined;
  readonly appliedAmount?: number | undefined;
  readonly attribution?: 'ours' | 'unproven' | 'recorded' | undefined;
  readonly problem?: ProblemRecord | undefined;
  readonly providerStatus?: string | undefined;
  readonly recording?: Recording | undefined;
  /** What a person has to do for it, where it waits for one. */
  readonly action?: Pick<PersonAction, 'kind' | 'until'> | undefined;
  readonly reference?: string | undefined;
  readonly withdrawn?: boolean | undefined;
  readonly trail: readonly TrailEntry[];
  /** It was begun here, so that its key is known here. */
  readonly repeatable: boolean;
};

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
  readonly edges: readonly { readonly from: string; readonly to: string; readonly isCatch: boolean }[];
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

/** A provider's simulator. `trouble`: what is wrong with it, in a sentence. */
export type ShownSimulator = {
  readonly provider: string;
  readonly trouble?: string | undefined;
  /** Absent where it is off. */
  readonly controls?: ShownControls | undefined;
};

/** How the controls of a simulator stand. */
export type ShownControls = {
  /** What becomes of a token when another is given out. */
  readonly tokenModel: string;
  readonly latencyMs: number;
  readonly decidesAfterMs?: number;
  readonly statuses: readonly string[];
  readonly logins: number;
  readonly cancelsReceived: number;
  /** Controls that wait for the next cancel or refund. */
  readonly waiting: readonly string[];
};
