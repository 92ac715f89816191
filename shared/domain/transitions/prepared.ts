import type { Outlook } from '../answer.ts';
import type { Operation, StoredProblem } from '../operation.ts';
import { sendUntil } from '../schedule.ts';
import { type EpochMs, toInstant } from '../time.ts';
import { failed, refusedForGood, released, type Worker, waiting } from './moves.ts';
import { sentAgain, unsentForGood } from './sending.ts';

/** What a look at the payment makes of a refund of which nothing is sent yet: the way it goes, and its first attempt. */
export function prepared(operation: Operation, outlook: Outlook, by: Worker): Operation | undefined {
  if (operation.owner !== by.owner || operation.state !== 'accepted') return undefined;
  switch (outlook.is) {
    case 'void':
      return voidOrOther(operation, by);
    case 'refund': {
      const { left } = outlook;
      const before = { refundIds: [...outlook.refundIds], left };
      return tooMuch(operation, left, by.now) ?? sentAgain({ ...operation, way: 'refund', before }, by);
    }
    case 'people':
      return tooMuch(operation, outlook.left, by.now) ?? handedOver(operation, outlook.left, by);
    case 'refused':
      return refusedByLook(operation, outlook, by.now);
    case 'cannot_tell': {
      const unsent = { ...operation, problem: { code: outlook.code, detail: outlook.detail } };
      return by.now >= sendUntil(operation) ? unsentForGood(unsent, by.now) : waiting(unsent, by);
    }
  }
}

/** A void is not even tried when its time is over. */
function voidOrOther(operation: Operation, by: Worker): Operation {
  const { window } = operation;
  if (!window || by.now < window.refusedFrom) return sentAgain(operation, by);
  const detail = `The payment could be canceled until ${toInstant(window.closesAt)}, by the rule ${window.rule}.`;
  const { closesAt: closedAt, rule } = window;
  return refusedForGood(operation, { code: 'cancel_window_closed', detail, closedAt, rule }, by.now);
}

/** More than is left is refused unsent: two refunds of 60 on 100 can never both pass. */
function tooMuch(operation: Operation, left: number | undefined, now: EpochMs): Operation | undefined {
  if (left === undefined) return undefined;
  if (left <= 0) return failed(operation, { code: 'already_refunded', paymentStatus: 'refunded' }, now);
  const { amount = left } = operation;
  return amount > left ? failed(operation, { code: 'amount_exceeds_available' }, now) : undefined;
}

/** Only people can go on: whoever operates this is told, files the request, and says which it is. */
function handedOver(operation: Operation, left: number | undefined, by: Worker): Operation {
  const before = { refundIds: [], left };
  return waiting({ ...operation, way: 'refund', state: 'awaiting_approval', before, problem: undefined }, by);
}

/** The request for a refund that people filed at the provider, by the provider's id of it. */
export function attached(operation: Operation, refundId: string, now: EpochMs): Operation | undefined {
  if (operation.state !== 'awaiting_approval' || operation.refundId !== undefined) return undefined;
  return { ...released(operation), refundId, acceptedByProvider: true, looks: 0, dueAt: now };
}

function refusedByLook(
  operation: Operation,
  { code, detail, paymentStatus, suggestion, closing }: Extract<Outlook, { is: 'refused' }>,
  now: EpochMs,
): Operation {
  const closed = closing && { closedAt: closing.closesAt, rule: closing.rule };
  const problem: StoredProblem = { code, detail, paymentStatus, suggestion, ...closed };
  return failed(operation, problem, now);
}
