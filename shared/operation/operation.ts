import * as z from 'zod/mini';
import type { Outcome } from '../domain/problem.ts';
import type { EpochMs } from '../domain/time.ts';
import { type Attempt, attemptSchema } from './attempt.ts';
import {
  type Baseline,
  baselineSchema,
  type Lease,
  leaseSchema,
  type Recording,
  recordingSchema,
  windowSchema,
} from './operation-records.ts';
import { type ProblemRecord, problemRecordSchema } from './problem-record.ts';
import { type RequestFields, storedFieldsSchema } from './request-fields.ts';
import { requesterSchema } from './requester.ts';
import { type TrailEntry, trailEntrySchema } from './trail.ts';

/** The states of an operation, and what each says of the money. */
export const OUTCOME_OF_STATE = {
  /** Durable, nothing sent. */
  accepted: 'not_applied',
  /** A request is out, or its sender died. */
  sending: 'unknown',
  /** Sent, no conclusive answer. */
  unknown: 'unknown',
  /** The provider accepted and works on it. */
  processing: 'pending',
  /** People at the provider decide. */
  awaiting_approval: 'pending',
  /** Automatic means are spent: a person records the outcome. */
  manual_review: 'unknown',
  succeeded: 'applied',
  failed: 'not_applied',
} as const satisfies Record<string, Outcome>;

export type OperationState = keyof typeof OUTCOME_OF_STATE;

export const OPERATION_STATES = Object.keys(OUTCOME_OF_STATE) as [OperationState, ...OperationState[]];

const text = z.string();
const epochMs = z.number();
const count = z.number();

/** What every operation has, whatever its state. */
const baseShape = {
  id: text,
  kind: z.enum(['cancellation', 'refund']),
  /** How it is carried out at the provider. */
  method: z.enum(['void', 'refund']),
  keyHash: text,
  fingerprint: text,
  request: storedFieldsSchema,
  /** The provider's own fields of the command. */
  details: z.optional(z.record(text, text)),
  /** When the provider's window closes, from when on we send nothing, and by which rule. */
  window: z.optional(windowSchema),
  trigger: text,
  /** Who asked for it. */
  requester: z.optional(requesterSchema),
  /** Names everything that follows from the request which began it. */
  correlationId: z.optional(text),
  createdAt: epochMs,
  updatedAt: epochMs,
  /** Since when the present method applies, where another was tried first. */
  methodChangedAt: z.optional(epochMs),
  /** When it was last suspended by the kill switch: its day to be sent counts from there. */
  suspendedAt: z.optional(epochMs),
  attempts: z.array(attemptSchema),
  baseline: z.optional(baselineSchema),
  /** The provider's id of the request that people filed for it. */
  requestId: z.optional(text),
  /** The payment's status as the provider names it, as last shown. */
  providerStatus: z.optional(text),
  /** How the payment was made, as the provider names it, once that was shown. */
  paymentMethod: z.optional(text),
  /** The state of the last published event. */
  lastPublishedState: z.optional(text),
  /** When people had it published again. */
  republishRequestedAt: z.optional(epochMs),
  /** When the texts of people were erased. */
  erasedAt: z.optional(epochMs),
  trail: z.optional(z.array(trailEntrySchema)),
};

const lease = z.optional(leaseSchema);

/** What a state has in which something is tried again later. */
const later = {
  nextActionAt: epochMs,
  /** Tries without progress: picks the next pause. */
  inquiries: count,
  /** The provider asked for a pause until then: no repeat and no notification claims it before. */
  pausedUntil: z.optional(epochMs),
  lease,
};

/** What each state has beside that. */
const stateShapes = {
  accepted: {
    ...later,
    /** Why it has not been sent yet. */
    waitingFor: z.optional(problemRecordSchema),
    /** Since when the provider has refused the credentials, each time that it was asked. */
    credentialsRefusedSince: z.optional(epochMs),
  },
  sending: {
    lease: leaseSchema,
    /** As before this attempt, in case it provably does not leave. */
    inquiries: count,
    credentialsRefusedSince: z.optional(epochMs),
  },
  unknown: later,
  processing: later,
  awaiting_approval: later,
  manual_review: { since: epochMs },
  succeeded: {
    completedAt: epochMs,
    /** Centavos; absent where it is not known. */
    appliedAmount: z.optional(z.number()),
    attribution: z.enum(['ours', 'unproven', 'recorded']),
    refundId: z.optional(text),
    authorizationCode: z.optional(text),
    /** When an inquiry showed that a payment had arrived after the void of what nobody had paid. */
    paidAfterwardsAt: z.optional(epochMs),
    recording: z.optional(recordingSchema),
  },
  failed: {
    completedAt: epochMs,
    /** Absent where it was withdrawn. */
    problem: z.optional(problemRecordSchema),
    withdrawn: z.optional(z.boolean()),
    recording: z.optional(recordingSchema),
  },
} as const satisfies Record<OperationState, z.core.$ZodShape>;

type Infer<Shape extends z.core.$ZodShape> = z.infer<z.ZodMiniObject<Shape>>;

export type OperationBase = Readonly<
  Omit<Infer<typeof baseShape>, 'attempts' | 'request' | 'baseline' | 'trail'> & {
    attempts: readonly Attempt[];
    request: RequestFields;
    baseline?: Baseline | undefined;
    trail?: readonly TrailEntry[] | undefined;
  }
>;

/** The fields of the records that a state holds, without what a later version may have added. */
type Records = { lease: Lease; waitingFor: ProblemRecord; problem: ProblemRecord; recording: Recording };

type Exact<Fields> = {
  readonly [Name in keyof Fields]: Name extends keyof Records
    ? Records[Name] | (undefined extends Fields[Name] ? undefined : never)
    : Fields[Name];
};

/** The fields of one state. */
export type FieldsOf<S extends OperationState> = Exact<Infer<(typeof stateShapes)[S]>>;

/** An operation in one state: with exactly the fields of that state. */
export type OperationIn<S extends OperationState> = S extends OperationState
  ? OperationBase & { readonly state: S } & FieldsOf<S>
  : never;

/** One request to give money back, as the ledger keeps it. */
export type Operation = OperationIn<OperationState>;

function schemaOf<S extends OperationState>(state: S) {
  return z.looseObject({ ...baseShape, state: z.literal(state), ...stateShapes[state] });
}

/** Attributes that this version does not know are carried through, so that a deploy and its rollback lose nothing. */
export const operationSchema: z.ZodMiniType<Operation> = z.discriminatedUnion('state', [
  schemaOf('accepted'),
  schemaOf('sending'),
  schemaOf('unknown'),
  schemaOf('processing'),
  schemaOf('awaiting_approval'),
  schemaOf('manual_review'),
  schemaOf('succeeded'),
  schemaOf('failed'),
]);

const STATE_FIELDS: ReadonlySet<string> = new Set(
  Object.values(stateShapes).flatMap((shape) => Object.keys(shape)),
);

/** The operation without its state and what belongs to that; what this version does not know stays. */
export function toBase(operation: Operation): OperationBase {
  const entries = Object.entries(operation).filter(([name]) => name !== 'state' && !STATE_FIELDS.has(name));
  return Object.fromEntries(entries) as OperationBase;
}

export type FinalOperation = OperationIn<'succeeded' | 'failed'>;

export type OpenOperation = Exclude<Operation, FinalOperation>;

export function isFinal(operation: Operation): operation is FinalOperation {
  return operation.state === 'succeeded' || operation.state === 'failed';
}

/** Who may be at work on it, whether or not that has expired. */
export function leaseOf(operation: Operation): Lease | undefined {
  return 'lease' in operation ? operation.lease : undefined;
}

/** A worker may hold it now. */
export function isLeased(operation: Operation, now: EpochMs): boolean {
  return (leaseOf(operation)?.expiresAt ?? 0) > now;
}

/** When the sweeper is to act; undefined once it is final. A review waits for a person, from `since` on. */
export function dueAtOf(operation: Operation): EpochMs | undefined {
  switch (operation.state) {
    case 'sending':
      return operation.lease.expiresAt;
    case 'manual_review':
      return operation.since;
    case 'succeeded':
    case 'failed':
      return undefined;
    default:
      return operation.lease?.expiresAt ?? operation.nextActionAt;
  }
}
