import * as z from 'zod/mini';
import { STRATEGIES } from './command.ts';
import { type Outcome, PROBLEM_CODES } from './problem.ts';
import { trailEntrySchema } from './trail.ts';

/**
 * The states of an operation and what each says of the money.
 *
 * `accepted`: durable, nothing sent. `sending`: a request is out, or its sender died. `unknown`: sent, no
 * conclusive answer. `processing`: the provider accepted and works on it. `awaiting_approval`: people at the
 * provider decide. `manual_review`: automatic means are spent. `succeeded`, `failed`: final.
 */
export const OUTCOME_OF_STATE = {
  accepted: 'not_applied',
  sending: 'unknown',
  unknown: 'unknown',
  processing: 'pending',
  awaiting_approval: 'pending',
  manual_review: 'unknown',
  succeeded: 'applied',
  failed: 'not_applied',
} as const satisfies Record<string, Outcome>;

export type OperationState = keyof typeof OUTCOME_OF_STATE;

export const OPERATION_STATES = Object.keys(OUTCOME_OF_STATE) as [OperationState, ...OperationState[]];

const text = z.string();
const epochMs = z.number();

const wordsSchema = z.looseObject({
  status: z.optional(z.number()),
  code: z.optional(text),
  message: z.optional(text),
});

/** Why an operation failed, or why it has not been sent yet. */
const storedProblemSchema = z.looseObject({
  code: z.enum(PROBLEM_CODES),
  detail: z.optional(text),
  paymentStatus: z.optional(text),
  suggestion: z.optional(z.enum(['cancel', 'refund', 'wait', 'none'])),
  /** When the window closed by which it was too late, and the rule of that. */
  closedAt: z.optional(epochMs),
  rule: z.optional(text),
  provider: z.optional(wordsSchema),
});

export type StoredProblem = z.infer<typeof storedProblemSchema>;

/**
 * One wish to give money back, as the ledger keeps it. Unknown attributes are carried through, so that a
 * deploy and its rollback lose nothing. Amounts are centavos, instants are epoch milliseconds.
 */
export const operationSchema = z.looseObject({
  id: text,
  kind: z.enum(['cancellation', 'refund']),
  way: z.enum(['void', 'refund']),
  keyHash: text,
  fingerprint: text,
  state: z.enum(OPERATION_STATES),
  /** Absent: the whole payment. */
  amount: z.optional(z.number()),
  /** Of a refund: whether it may be a cancellation, while that is possible. */
  strategy: z.optional(z.enum(STRATEGIES)),
  reason: z.optional(text),
  reference: z.optional(text),
  /** The provider's own fields of the command. */
  details: z.optional(z.record(text, text)),
  capturedAt: z.optional(epochMs),
  notAfter: z.optional(epochMs),
  /** When the provider's window closes, from when on we send nothing, and by which rule. */
  window: z.optional(z.looseObject({ rule: text, basis: text, closesAt: epochMs, refusedFrom: epochMs })),
  trigger: text,
  /** Names everything that follows from the request which began it. */
  correlationId: z.optional(text),
  createdAt: epochMs,
  updatedAt: epochMs,
  completedAt: z.optional(epochMs),

  /** Who is at work on it, until when at most. */
  owner: z.optional(text),
  leaseUntil: z.optional(epochMs),
  dueAt: z.optional(epochMs),
  /** Looks without news since the last send, or tries before the first: picks the next delay. */
  looks: z.number(),

  /** When it was last held back because the provider is switched off: its day to be sent counts from there. */
  withheldAt: z.optional(epochMs),
  /** Since when a refund goes its present way, where a cancellation was tried first. */
  waySince: z.optional(epochMs),
  /** What the provider showed before a refund was sent: its refunds of this payment, and what was left of it. */
  before: z.optional(z.looseObject({ refundIds: z.array(text), left: z.optional(z.number()) })),
  /** The provider's own id of this refund, or of the request for it. */
  refundId: z.optional(text),
  /** Requests of the present way that could have moved money. One that provably did not leave is taken back. */
  attempts: z.number(),
  sentAt: z.optional(epochMs),
  /** What the present attempt gives back when it provably did not leave. */
  ifNotSent: z.optional(z.looseObject({ sentAt: z.optional(epochMs), looks: z.number() })),
  /** The provider accepted an attempt, to be worked on. */
  acceptedByProvider: z.optional(z.boolean()),
  /** An attempt had no conclusive answer. */
  doubtful: z.optional(z.boolean()),
  /** An attempt had no answer at all, or one that says nothing: the provider may be working on it. */
  unanswered: z.optional(z.boolean()),
  /** A clear no came, which alone could not close the operation: nothing is sent again. */
  refusal: z.optional(storedProblemSchema),

  /** What was done about it, step by step: see trail.ts. */
  trail: z.optional(z.array(trailEntrySchema)),

  problem: z.optional(storedProblemSchema),
  appliedAmount: z.optional(z.number()),
  attribution: z.optional(z.enum(['ours', 'unproven'])),
  authorizationCode: z.optional(text),
  providerStatus: z.optional(text),
  /** The state that an event told last. */
  toldState: z.optional(text),
  /** When people had it told once more. */
  toldAgainAt: z.optional(epochMs),
  /** Taken back by its caller before anything was sent. */
  withdrawn: z.optional(z.boolean()),
  /** What a person recorded, who, when and on what evidence. */
  recording: z.optional(z.looseObject({ outcome: text, evidence: text, by: text, at: epochMs })),
});

export type Operation = z.infer<typeof operationSchema>;

export function isFinal({ state }: Pick<Operation, 'state'>): boolean {
  return state === 'succeeded' || state === 'failed';
}

/** Somebody may be at work on it now. */
export function isHeld(operation: Operation, now: number): boolean {
  return operation.owner !== undefined && (operation.leaseUntil ?? 0) > now;
}

/** A void of the whole payment, or of all that was left of it. The provider can do it only once. */
export function isWhole({ way, amount }: Pick<Operation, 'way' | 'amount'>): boolean {
  return way === 'void' && amount === undefined;
}
