import type { Operation, OperationIn, OperationState } from '../operation.ts';
import { attempted, attemptedAfterFailure, attemptedLate } from './attempted.ts';
import { claimAccepted, claimAwaiting, claimProcessing, claimSending, claimUnknown } from './claim.ts';
import type { Step } from './enter.ts';
import { erase } from './erase.ts';
import {
  gateAccepted,
  gateAfterSend,
  postponeAccepted,
  postponeAfterSend,
  postponeAwaiting,
  postponeSending,
} from './held-back.ts';
import { inquired, inquiredAwaiting, inquiredInReview } from './inquired.ts';
import { inquiredAfterVoid } from './inquired-after-void.ts';
import { notified } from './notified.ts';
import {
  attachRequest,
  recordInReview,
  recordSuccess,
  republish,
  withdrawAccepted,
  withdrawAwaiting,
} from './people.ts';
import { preflight } from './preflight.ts';
import type { Input, InputName, Inputs, Table, TransitionContext } from './table.ts';

type Handler<S extends OperationState, I extends InputName, To extends OperationState> = (
  operation: OperationIn<S>,
  input: Inputs[I],
  context: TransitionContext,
) => Step<To> | undefined;

/** One handler for each cell of the table, which returns only the states that the table names. */
type Handlers = {
  readonly [S in OperationState]: {
    readonly [I in keyof Table[S] & InputName]: Handler<S, I, Table[S][I] & OperationState>;
  };
};

const HANDLERS: Handlers = {
  accepted: {
    claim: claimAccepted,
    preflight,
    attempt: attemptedLate,
    gate: gateAccepted,
    postpone: postponeAccepted,
    notified,
    withdraw: withdrawAccepted,
    record: recordSuccess,
    republish,
  },
  sending: {
    claim: claimSending,
    attempt: attempted,
    postpone: postponeSending,
    record: recordSuccess,
  },
  unknown: {
    claim: claimUnknown,
    inquiry: inquired,
    attempt: attemptedLate,
    gate: gateAfterSend,
    postpone: postponeAfterSend,
    notified,
    record: recordSuccess,
    republish,
  },
  processing: {
    claim: claimProcessing,
    inquiry: inquired,
    attempt: attemptedLate,
    gate: gateAfterSend,
    postpone: postponeAfterSend,
    notified,
    record: recordSuccess,
    republish,
  },
  awaiting_approval: {
    claim: claimAwaiting,
    inquiry: inquiredAwaiting,
    attempt: attemptedLate,
    postpone: postponeAwaiting,
    notified,
    withdraw: withdrawAwaiting,
    attach_request: attachRequest,
    record: recordSuccess,
    republish,
  },
  manual_review: {
    inquiry: inquiredInReview,
    attempt: attemptedLate,
    record: recordInReview,
    republish,
  },
  succeeded: { inquiry: inquiredAfterVoid, republish, erase },
  failed: { attempt: attemptedAfterFailure, record: recordSuccess, republish, erase },
};

type AnyHandler = (operation: Operation, input: Input, context: TransitionContext) => Step | undefined;

/**
 * What an input makes of an operation: the operation as it is to be saved, the events to publish with it, and what its
 * owner does next. Pure. Undefined where the input changes nothing.
 */
export function transition(operation: Operation, input: Input, context: TransitionContext): Step | undefined {
  // The table ties each handler to its state and its input, which the compiler cannot follow through two indexes.
  const handlers = HANDLERS[operation.state] as Partial<Record<InputName, AnyHandler>>;
  return handlers[input.type]?.(operation, input, context);
}
