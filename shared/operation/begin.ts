import { sha256 } from '../domain/ids.ts';
import type { Limits } from '../domain/limits.ts';
import { EstornoError } from '../domain/problem.ts';
import { type EpochMs, toInstant } from '../domain/time.ts';
import type { Closing } from '../domain/windows.ts';
import type { Method, Traits } from '../provider/traits.ts';
import { countSent } from './attempt-facts.ts';
import { type Command, operationIdOf, toFingerprint } from './command.ts';
import { dueAtOf, type Operation, type OperationBase } from './operation.ts';
import {
  findOperation,
  newPayment,
  openOperation,
  othersOf,
  type Payment,
  voidOfUnpaid,
  wholeSuccess,
} from './payment.ts';
import type { Requester } from './requester.ts';
import { needsPreflight } from './transition/claim.ts';
import { enter, type Step, toLease } from './transition/enter.ts';
import { toFirstSend } from './transition/send.ts';
import type { TransitionContext } from './transition/table.ts';
import { toLink, toOperationSummary } from './view.ts';

/** What triggered an operation, and the provider's window for it, where that is known. */
export type Beginning = {
  readonly trigger: string;
  readonly requester?: Requester | undefined;
  readonly correlationId?: string | undefined;
  readonly window?: Closing | undefined;
};

/** Records that can make room on one payment, beyond which it takes no more operations: their ids need 8 kB. */
const MAX_DROPPED = 256;

/**
 * The operation that an earlier call with this key began.
 * @throws EstornoError idempotency_key_reused, also where it sent nothing and its record made room for others
 */
export function findRepeated(payment: Payment | undefined, command: Command): Operation | undefined {
  const id = operationIdOf(command);
  if (payment?.droppedIds?.includes(id))
    throw new EstornoError('idempotency_key_reused', { detail: DROPPED });
  const operation = findOperation(payment, id);
  if (operation && operation.fingerprint !== toFingerprint(command)) {
    throw new EstornoError('idempotency_key_reused', {
      detail: 'This Idempotency-Key was used before on this payment, for another command.',
      operation: toOperationSummary(command, operation),
    });
  }
  return operation;
}

const DROPPED =
  'This Idempotency-Key was used before on this payment, for an operation that sent nothing and whose record is not kept any more.';

/**
 * A payment with one more operation: about to be sent, or read first where it needs that.
 * @throws EstornoError payment_busy, already_canceled, already_refunded, operation_limit_reached, deadline_exceeded, cancel_window_closed
 */
export function begin(
  known: Payment | undefined,
  command: Command,
  beginning: Beginning,
  context: Omit<TransitionContext, 'others'>,
): { readonly payment: Payment; readonly step: Step<'accepted' | 'sending'> } {
  const payment = known ?? newPayment(command);
  refuseWhileBusy(payment, command, context.now);
  refuseWhenDone(payment, command, context.rules.traits);
  refuseTooLate(command, beginning, context.now);
  const roomy = withRoom(payment, context.limits);
  const others = othersOf(payment, operationIdOf(command));
  const method = firstMethodOf(command, payment, context.rules.traits);
  const step = toFirstStep(toBase(command, method, beginning, context), { ...context, others });
  return { payment: { ...roomy, operations: [...roomy.operations, step.operation] }, step };
}

/** A command is saved as `sending` before it is sent; one that needs a preflight is saved as `accepted`. */
function toFirstStep(base: OperationBase, context: TransitionContext): Step<'accepted' | 'sending'> {
  const fields = { nextActionAt: context.now, inquiries: 0, lease: toLease(context) };
  const accepted = enter(base, 'accepted', fields);
  if (needsPreflight(base, context)) return { ...accepted, effect: 'preflight' };
  return toFirstSend({ ...base, state: 'accepted', ...fields }, context, base.request.amount);
}

function toBase(
  command: Command,
  method: Method,
  { trigger, requester, correlationId, window }: Beginning,
  { now }: Omit<TransitionContext, 'others'>,
): OperationBase {
  const { kind, request, details } = command;
  return {
    id: operationIdOf(command),
    kind,
    method,
    keyHash: sha256(command.idempotencyKey),
    fingerprint: toFingerprint(command),
    request,
    ...(details && { details: { ...details } }),
    ...(window && { window: { ...window } }),
    trigger,
    ...(requester && { requester: { ...requester } }),
    ...(correlationId !== undefined && { correlationId }),
    createdAt: now,
    updatedAt: now,
    attempts: [],
  };
}

/**
 * The method that is tried first. A refund that may be a void is decided by what the payment shows; what was voided already
 * is not voided again.
 */
export function firstMethodOf(
  { kind, request }: Command,
  payment: Payment | undefined,
  traits: Traits,
): Method {
  if (kind === 'refund' && voidOfUnpaid(payment)) return 'refund';
  const mayBeVoid = kind === 'cancellation' || request.strategy !== 'refund_only';
  return mayBeVoid && traits.void ? 'void' : 'refund';
}

/** Operations that sent nothing do not use up the payment: the oldest of them make room, and their keys stay used. */
function withRoom(payment: Payment, { operationsPerPayment }: Limits): Payment {
  const { operations, droppedIds = [] } = payment;
  if (operations.length < operationsPerPayment) return payment;
  // What succeeded is always kept, of every caller: it counts as given back.
  const dropped = operations.find((operation) => operation.state === 'failed' && countSent(operation) === 0);
  if (!dropped || droppedIds.length >= MAX_DROPPED) throw new EstornoError('operation_limit_reached');
  return {
    ...payment,
    operations: operations.filter((operation) => operation !== dropped),
    droppedIds: [...droppedIds, dropped.id],
  };
}

/** By the caller's own limit, or by the provider's, before anything is stored or sent. */
function refuseTooLate({ kind, request }: Command, { window }: Beginning, now: number): void {
  if (request.notAfter !== undefined && now >= request.notAfter) {
    throw new EstornoError('deadline_exceeded', {
      detail: '`notAfter` has already passed; nothing was sent. Give a later one, or none, with a new key.',
      retry: 'fix_and_new_key',
    });
  }
  if (kind === 'refund' || !window || now < window.refusedFrom) return;
  throw new EstornoError('cancel_window_closed', {
    detail: `This payment could be canceled until ${toInstant(window.closesAt)}, by the rule ${window.rule}.`,
    closedAt: toInstant(window.closesAt),
    rule: window.rule,
    suggestion: 'refund',
  });
}

function refuseWhileBusy(payment: Payment, { request }: Command, now: EpochMs): void {
  const open = openOperation(payment);
  if (!open) return;
  throw new EstornoError('payment_busy', {
    operation: toOperationSummary(payment, open),
    possibleDuplicate: open.request.amount === request.amount ? true : undefined,
    suggestion: 'wait',
    ...(open.state !== 'manual_review' && { retryAfterMs: (dueAtOf(open) ?? now) - now }),
  });
}

/**
 * All of it went back; or it was canceled before anybody had paid, which gave nothing back: if a payment arrived nevertheless,
 * the inquiry before a refund shows it.
 */
function refuseWhenDone(payment: Payment, { kind }: Command, traits: Traits): void {
  const whole = wholeSuccess(payment);
  if (whole) throw toDone(payment, whole);
  const unpaid = voidOfUnpaid(payment);
  if (!unpaid || (kind === 'refund' && traits.refundBy !== 'nobody')) return;
  throw unpaid.paidAfterwardsAt === undefined ? toDone(payment, unpaid) : toPaidAfterwards(payment, unpaid);
}

function toDone(payment: Payment, whole: Operation): EstornoError {
  const [code, status] =
    whole.method === 'void'
      ? (['already_canceled', 'canceled'] as const)
      : (['already_refunded', 'refunded'] as const);
  return new EstornoError(code, {
    detail: `The whole payment was ${status} by ${toLink(payment, whole)}.`,
    paymentStatus: status,
    operation: toOperationSummary(payment, whole),
  });
}

function toPaidAfterwards(payment: Payment, canceled: Operation): EstornoError {
  return new EstornoError('not_cancelable', {
    detail: `It was paid after it was canceled by ${toLink(payment, canceled)}: refund it.`,
    paymentStatus: 'paid',
    suggestion: 'refund',
    operation: toOperationSummary(payment, canceled),
  });
}
