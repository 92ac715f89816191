import { toInstant } from '../../domain/time.ts';
import type { Method } from '../../provider/traits.ts';
import { askedAmount } from '../amounts.ts';
import { authorizationCodeOf, isTakenByProvider, refusalOf, toRefusalCode } from '../attempt-facts.ts';
import type { Operation } from '../operation.ts';
import { isPaid } from '../payment-status.ts';
import type { ProblemRecord } from '../problem-record.ts';
import { sendUntil } from '../schedule.ts';
import { enter, type Step, toFailed, toLease } from './enter.ts';
import type { TransitionContext } from './table.ts';

/** What proves a success, and what it says. */
type Success = {
  readonly amount?: number | undefined;
  readonly refundId?: string | undefined;
  readonly authorizationCode?: string | undefined;
  /** How it was carried out, where that is not the method that was tried last. */
  readonly method?: Method | undefined;
  /**
   * True where it is certainly tied to our request, false where nothing ties it to us. @default ours where the provider took
   * one of our requests
   */
  readonly isOurs?: boolean | undefined;
};

export function toSucceeded(
  operation: Operation,
  success: Success,
  { now }: TransitionContext,
): Step<'succeeded'> {
  const { amount = askedAmount(operation), refundId, method = operation.method } = success;
  // An inquiry that confirms what the provider answered does not show it.
  const authorizationCode = success.authorizationCode ?? authorizationCodeOf({ ...operation, method });
  return enter({ ...operation, method }, 'succeeded', {
    completedAt: now,
    attribution: (success.isOurs ?? isTakenByProvider(operation)) ? 'ours' : 'unproven',
    ...(amount !== undefined && { appliedAmount: amount }),
    ...(refundId !== undefined && { refundId }),
    ...(authorizationCode !== undefined && { authorizationCode }),
  });
}

/** Codes after which a refund may still be possible where a void is not. */
const VOID_IS_OVER: ReadonlySet<string> = new Set([
  'not_cancelable',
  'cancel_window_closed',
  'declined_by_provider',
]);

/** A problem that rules out the void of a payment, and not its refund. */
export function isVoidOver(problem: ProblemRecord | undefined): boolean {
  return problem !== undefined && VOID_IS_OVER.has(problem.code);
}

/** A refund that was to be carried out as a void, which is not possible any more, while the other method is. */
export function mayChangeMethod(
  { kind, method, request }: Operation,
  { code, paymentStatus = 'paid' }: ProblemRecord,
  { rules }: TransitionContext,
): boolean {
  const isAsked = kind === 'refund' && method === 'void' && request.strategy !== 'refund_only';
  return isAsked && rules.traits.refundBy !== 'nobody' && VOID_IS_OVER.has(code) && isPaid(paymentStatus);
}

/** The refusal is final: a refund goes on with the other method where it may; anything else has failed. */
export function toRefused(
  operation: Operation,
  problem: ProblemRecord,
  context: TransitionContext,
): Step<'accepted' | 'failed'> {
  if (!mayChangeMethod(operation, problem, context)) return toFailed(operation, problem, context);
  const changed: Operation = { ...operation, method: 'refund', methodChangedAt: context.now };
  const step = enter(changed, 'accepted', {
    nextActionAt: context.now,
    inquiries: 0,
    waitingFor: problem,
    lease: toLease(context),
  });
  return { ...step, effect: 'preflight' };
}

/** Its time to be sent is over: by its caller's limit, by the provider's window, or because it never could be. */
export function toUnsent(
  operation: Operation,
  context: TransitionContext,
  waitingFor?: ProblemRecord,
): Step<'failed'> {
  const { kind, request, window } = operation;
  const { now } = context;
  if (request.notAfter !== undefined && now >= request.notAfter)
    return toFailed(operation, { code: 'deadline_exceeded' }, context);
  if (kind === 'cancellation' && window && now >= window.refusedFrom) {
    const detail = `It could not be sent before the window closed (${window.rule}).`;
    const closed = { closedAt: window.closesAt, rule: window.rule };
    return toFailed(
      operation,
      { code: 'cancel_window_closed', detail, suggestion: 'refund', ...closed },
      context,
    );
  }
  const kept = operation.state === 'accepted' ? operation.waitingFor : undefined;
  return toFailed(operation, waitingFor ?? kept ?? { code: 'deadline_exceeded' }, context);
}

/** Whether an operation of which nothing was sent has had its time. */
export function isTooLateToSend(operation: Operation, { now, limits }: TransitionContext): boolean {
  return now >= sendUntil(operation, limits);
}

/** The problem of a method that the payment's state, or its window, rules out; with the provider's error, if any. */
export function toImpossible(
  operation: Operation,
  { code = toRefusalCode(operation), paymentStatus, amounts, providerError: shown }: Partial<ProblemRecord>,
): ProblemRecord {
  const isOver = isPaid(paymentStatus) || code === 'cancel_window_closed';
  const providerError = refusalOf(operation)?.providerError ?? shown;
  return {
    code,
    paymentStatus,
    suggestion: isOver && operation.method === 'void' ? 'refund' : 'none',
    ...(amounts && { amounts }),
    ...(providerError && { providerError }),
  };
}

/** The problem of a window that closed before anything was sent. */
export function toWindowClosed(
  code: 'cancel_window_closed' | 'refund_window_closed',
  closing: { readonly closesAt: number; readonly rule: string },
): ProblemRecord {
  const verb = code === 'cancel_window_closed' ? 'canceled' : 'refunded';
  const detail = `This payment could be ${verb} until ${toInstant(closing.closesAt)}, by the rule ${closing.rule}.`;
  return { code, detail, closedAt: closing.closesAt, rule: closing.rule };
}
