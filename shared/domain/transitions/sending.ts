import { isFinal, isHeld, type Operation, type StoredProblem } from '../operation.ts';
import { sendUntil } from '../schedule.ts';
import type { EpochMs } from '../time.ts';
import { failed, lookedInVain, taken, takenBack, type Worker, waiting } from './moves.ts';

/** What is known of an operation before its first attempt. */
export type FreshOperation = Pick<
  Operation,
  | 'id'
  | 'kind'
  | 'way'
  | 'keyHash'
  | 'fingerprint'
  | 'strategy'
  | 'amount'
  | 'reason'
  | 'reference'
  | 'details'
  | 'capturedAt'
  | 'notAfter'
  | 'window'
  | 'trigger'
  | 'correlationId'
>;

/** A new operation. A cancellation is saved as being sent, before it is; a refund first needs a look. */
export function begun(fresh: FreshOperation, by: Worker): Operation {
  const times = { createdAt: by.now, updatedAt: by.now };
  if (fresh.kind === 'refund')
    return taken({ ...fresh, ...times, state: 'accepted', attempts: 0, looks: 0 }, by);
  return taken({ ...fresh, ...times, sentAt: by.now, state: 'sending', attempts: 1, looks: 0 }, by);
}

/**
 * Takes an operation on which nobody is at work. `asked`: by a repeat or a notification, so that it need not
 * be due. What was never sent goes out at once, if there is still time for it.
 */
export function claimed(
  operation: Operation,
  by: Worker,
  { asked }: { asked: boolean },
): Operation | undefined {
  if (isFinal(operation) || operation.state === 'manual_review') return undefined;
  if (isHeld(operation, by.now)) return undefined;
  if (!asked && (operation.dueAt ?? 0) > by.now) return undefined;
  if (operation.state === 'accepted')
    return operation.kind === 'refund' ? takenToPrepare(operation, by) : sentAgain(operation, by);
  return taken(operation.state === 'sending' ? orphaned(operation) : operation, by);
}

function takenToPrepare(operation: Operation, by: Worker): Operation {
  return by.now >= sendUntil(operation) ? unsentForGood(operation, by.now) : taken(operation, by);
}

/** Its sender died, and left an attempt without an answer. */
function orphaned(operation: Operation): Operation {
  return { ...operation, state: 'unknown', doubtful: true, unanswered: true };
}

/**
 * Nothing could be done about it now (no usable credentials, or a mistake of ours): look again later, so that it
 * does not keep the rest from their turn, and end what has had its time. `problem`: why, for what was not sent yet.
 */
export function postponed(operation: Operation, by: Worker, problem: StoredProblem): Operation | undefined {
  if (isFinal(operation) || operation.state === 'manual_review' || isHeld(operation, by.now))
    return undefined;
  if (operation.state === 'sending') return lookedInVain(orphaned(operation), by);
  if (operation.state !== 'accepted') return lookedInVain(operation, by);
  const unsent = { ...operation, problem };
  return by.now >= sendUntil(unsent) ? unsentForGood(unsent, by.now) : waiting(unsent, by);
}

/** One more attempt. Where nothing was ever sent, only within the time for that. */
export function sentAgain(operation: Operation, by: Worker): Operation {
  if (operation.attempts === 0 && by.now >= sendUntil(operation)) return unsentForGood(operation, by.now);
  const { attempts, sentAt, looks } = operation;
  const attempt = { state: 'sending', attempts: attempts + 1, looks: 0, sentAt: by.now } as const;
  return taken({ ...operation, ...attempt, problem: undefined, ifNotSent: { sentAt, looks } }, by);
}

/**
 * The request is taken back, which is possible while nothing has been sent and nobody is at work; and once the
 * provider itself has given the request for a refund back.
 */
export function withdrawn(
  operation: Operation,
  now: EpochMs,
  { byProvider = false }: { byProvider?: boolean } = {},
): Operation | undefined {
  const isRequested = operation.state === 'awaiting_approval' && operation.refundId !== undefined;
  const isUnsent = operation.state === 'accepted' || operation.state === 'awaiting_approval';
  if (isRequested ? !byProvider : !isUnsent || isHeld(operation, now)) return undefined;
  return takenBack(operation, now);
}

/** Its time to be sent is over: by its caller's wish, by the provider's window, or for want of a chance. */
export function unsentForGood(operation: Operation, now: EpochMs): Operation {
  const { kind, notAfter, window, problem } = operation;
  if (notAfter !== undefined && now >= notAfter) return failed(operation, { code: 'deadline_exceeded' }, now);
  if (kind === 'cancellation' && window && now >= window.refusedFrom) {
    const detail = `It could not be sent before the window closed (${window.rule}).`;
    const { closesAt: closedAt, rule } = window;
    return failed(
      operation,
      { code: 'cancel_window_closed', detail, suggestion: 'refund', closedAt, rule },
      now,
    );
  }
  return failed(operation, problem ?? { code: 'deadline_exceeded' }, now);
}
