import type { Answer } from '../answer.ts';
import type { Operation, StoredProblem } from '../operation.ts';
import type { ProblemCode } from '../problem.ts';
import { sendUntil } from '../schedule.ts';
import {
  failed,
  lookedInVain,
  refusedForGood,
  statusOf,
  succeeded,
  toNo,
  type Worker,
  waiting,
} from './moves.ts';
import { unsentForGood } from './sending.ts';

/** What the answer to an attempt makes of the operation. Only success counts from somebody who no longer owns it. */
export function answered(operation: Operation, answer: Answer, by: Worker): Operation | undefined {
  if (answer.is === 'done')
    return operation.state === 'succeeded' ? undefined : succeeded(operation, answer, by.now);
  if (operation.owner !== by.owner || operation.state !== 'sending') return undefined;
  switch (answer.is) {
    case 'accepted':
      return waiting(
        {
          ...operation,
          ...{ state: 'processing', acceptedByProvider: true, refundId: answer.refundId },
          ...statusOf(answer),
        },
        by,
      );
    case 'not_sent':
      return notSent(operation, answer, by);
    case 'refused':
      return refused(
        operation,
        { code: answer.code, paymentStatus: answer.paymentStatus, provider: answer.words },
        by,
      );
    case 'ask':
      return waiting(
        { ...operation, state: 'unknown', refusal: toRefusal(toNo(operation), answer.words) },
        by,
      );
    case 'doubt':
      return doubted(operation, answer, by);
  }
}

/** A refusal closes only the sole attempt: an earlier one may still land. */
function refused(operation: Operation, problem: StoredProblem, by: Worker): Operation {
  if (operation.attempts === 1) return refusedForGood(operation, problem, by.now);
  return waiting({ ...operation, state: 'unknown', refusal: problem }, by);
}

function notSent(operation: Operation, answer: Extract<Answer, { is: 'not_sent' }>, by: Worker): Operation {
  const attempts = operation.attempts - 1;
  const { sentAt, looks = 0 } = operation.ifNotSent ?? {};
  const takenBack = { ...operation, attempts, sentAt, looks };
  if (attempts > 0) return lookedInVain({ ...takenBack, state: 'unknown' }, by);

  const problem: StoredProblem = { code: answer.code, detail: answer.detail };
  const unsent: Operation = { ...takenBack, state: 'accepted', problem };
  if (answer.final) return failed(unsent, problem, by.now);
  if (by.now >= sendUntil(operation)) return unsentForGood(unsent, by.now);
  return waiting(unsent, by);
}

function doubted(operation: Operation, answer: Extract<Answer, { is: 'doubt' }>, by: Worker): Operation {
  const inDoubt: Operation = { ...operation, state: 'unknown', doubtful: true };
  if (answer.no) inDoubt.refusal = toRefusal('declined_by_provider', answer.words);
  else inDoubt.unanswered = true;
  return waiting(inDoubt, by);
}

function toRefusal(code: ProblemCode, provider: StoredProblem['provider']): StoredProblem {
  return { code, provider };
}
