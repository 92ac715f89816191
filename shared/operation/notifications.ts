import type { PaymentRef } from '../domain/ids.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import { inquirePayment } from './inquire-payment.ts';
import { isLeased, type OpenOperation } from './operation.ts';
import { prove, resume } from './operations.ts';
import { type OperationContext, openOperation, type Payment } from './payment.ts';
import { decide, type Invocation, type RunnerDeps } from './runner.ts';
import { voidToWatch } from './void-of-unpaid.ts';

/** What a notification came to. `isDue`: the ledger has the payment as due, so that the sweeper inquires in any case. */
export type Noted = { readonly isDue: boolean };

/**
 * Marks the payment as due, without a request to the provider.
 * @returns undefined where no inquiry is to be made now: nothing is open, or the provider asked for a pause
 */
export async function noteNotification<C extends BaseCredentials>(
  deps: RunnerDeps<C>,
  ref: PaymentRef,
  invocation: Invocation,
): Promise<Noted | undefined> {
  const payment = await deps.ledger.read(ref);
  const operation = openOperation(payment);
  // What nobody had paid when it was canceled may have been paid since: only this inquiry shows it.
  if (payment && !operation) return voidToWatch(payment.operations) && { isDue: false };
  if (!payment || !operation) return undefined;
  const decision = { owner: '', invocation, gate: 'open' } as const;
  const marked = await decide(deps, { payment, operation }, { type: 'notified' }, decision);
  if (marked.context.isStale) return { isDue: false };
  const now = deps.clock();
  const current = openOperation(marked.context.payment);
  if (!current || isPaused(current, now)) return undefined;
  return { isDue: current.state !== 'manual_review' && !isLeased(current, now) };
}

/**
 * `busy`: a worker holds the operation, whose inquiry may have begun before the notification. `unanswered`: the provider
 * did not say how the payment stands, and no schedule asks again.
 */
export type NotifiedInquiry = 'done' | 'busy' | 'unanswered';

/**
 * Inquires about a payment that a notification named, if something is open there, or was canceled before anybody had paid.
 * @throws EstornoError as `resume`
 */
export async function inquireAfterNotification<C extends BaseCredentials>(
  deps: RunnerDeps<C>,
  ref: PaymentRef,
  invocation: Invocation,
): Promise<NotifiedInquiry> {
  const payment = await deps.ledger.read(ref);
  const operation = openOperation(payment);
  if (payment && !operation) return inquireAfterVoid(deps, payment, invocation);
  if (!payment || !operation) return 'done';
  if (isLeased(operation, deps.clock())) return 'busy';
  const context = { payment, operation };
  if (operation.state === 'manual_review') await prove(deps, context, invocation);
  else await resume(deps, context, invocation, { asked: true });
  return 'done';
}

/** Whether a payment arrived after the void of what nobody had paid. */
async function inquireAfterVoid<C extends BaseCredentials>(
  deps: RunnerDeps<C>,
  payment: Payment,
  invocation: Invocation,
): Promise<NotifiedInquiry> {
  const operation = voidToWatch(payment.operations);
  if (!operation) return 'done';
  const beganAt = deps.clock();
  const inquiry = await inquirePayment(deps, payment, invocation, operation);
  if (inquiry.is === 'unavailable') return 'unanswered';
  const { trigger: by, requester } = invocation;
  const result = inquiry.is === 'snapshot' ? inquiry.snapshot.status : inquiry.is;
  const trail = { at: deps.clock(), by, step: 'inquiry', result, requests: [], requester } as const;
  const context: OperationContext = { payment, operation };
  const decision = { owner: '', invocation, gate: 'open', trail } as const;
  const decided = await decide(deps, context, { type: 'inquiry', inquiry, beganAt }, decision);
  return decided.context.isStale ? 'unanswered' : 'done';
}

function isPaused(operation: OpenOperation, now: number): boolean {
  return 'pausedUntil' in operation && now < (operation.pausedUntil ?? 0);
}
