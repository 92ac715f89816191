import { isFinal, isHeld, type Operation } from '../operation.ts';
import { sendUntil } from '../schedule.ts';
import type { EpochMs } from '../time.ts';
import { failed, lookedInVain, taken, type Worker, waiting } from './moves.ts';

/** What is known of an operation before its first attempt. */
export type FreshOperation = Pick<
  Operation,
  | 'id'
  | 'kind'
  | 'way'
  | 'keyHash'
  | 'fingerprint'
  | 'amount'
  | 'reason'
  | 'reference'
  | 'details'
  | 'capturedAt'
  | 'notAfter'
  | 'window'
  | 'trigger'
>;

/** The first attempt of a new operation: saved before anything is sent. */
export function begun(fresh: FreshOperation, by: Worker): Operation {
  const times = { createdAt: by.now, updatedAt: by.now, sentAt: by.now };
  return taken({ ...fresh, ...times, state: 'sending', attempts: 1, looks: 0 }, by);
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
  if (operation.state === 'accepted') return sentAgain(operation, by);
  return taken(operation.state === 'sending' ? orphaned(operation) : operation, by);
}

/** Its sender died, and left an attempt without an answer. */
function orphaned(operation: Operation): Operation {
  return { ...operation, state: 'unknown', doubtful: true, unanswered: true };
}

/**
 * Nothing could be done about it now (no usable credentials, or a mistake of ours): look again later, so that it
 * does not keep the rest from their turn, and end what has had its time.
 */
export function postponed(operation: Operation, by: Worker): Operation | undefined {
  if (isFinal(operation) || operation.state === 'manual_review' || isHeld(operation, by.now))
    return undefined;
  if (operation.state === 'sending') return lookedInVain(orphaned(operation), by);
  if (operation.state !== 'accepted') return lookedInVain(operation, by);
  return by.now >= sendUntil(operation) ? unsentForGood(operation, by.now) : waiting(operation, by);
}

/** One more attempt. Where nothing was ever sent, only within the time for that. */
export function sentAgain(operation: Operation, by: Worker): Operation {
  if (operation.attempts === 0 && by.now >= sendUntil(operation)) return unsentForGood(operation, by.now);
  const { attempts, sentAt, looks } = operation;
  const attempt = { state: 'sending', attempts: attempts + 1, looks: 0, sentAt: by.now } as const;
  return taken({ ...operation, ...attempt, problem: undefined, ifNotSent: { sentAt, looks } }, by);
}

/** The request is taken back, which is possible while nothing has been sent and nobody is at work. */
export function withdrawn(operation: Operation, now: EpochMs): Operation | undefined {
  if (operation.state !== 'accepted' || isHeld(operation, now)) return undefined;
  return { ...failed(operation, undefined, now), withdrawn: true };
}

/** Its time to be sent is over: by its caller's wish, by the provider's window, or for want of a chance. */
export function unsentForGood(operation: Operation, now: EpochMs): Operation {
  const { notAfter, window, problem } = operation;
  if (notAfter !== undefined && now >= notAfter) return failed(operation, { code: 'deadline_exceeded' }, now);
  if (window && now >= window.refusedFrom) {
    const detail = `It could not be sent before the window closed (${window.rule}).`;
    return failed(operation, { code: 'cancel_window_closed', detail, suggestion: 'refund' }, now);
  }
  return failed(operation, problem ?? { code: 'deadline_exceeded' }, now);
}
