import type { PaymentRef } from '../domain/ids.ts';
import { EstornoError, type ProblemCode } from '../domain/problem.ts';
import type { Account, NotSent, SessionHandle } from '../ports/sessions.ts';
import type { ProviderError } from '../provider/attempt-result.ts';
import type { BaseCredentials, ManualRefund, Withdrawal } from '../provider/connector.ts';
import { requireAccount } from './accounts.ts';
import { logOperation } from './log-step.ts';
import { OUTCOME_OF_STATE } from './operation.ts';
import { type OperationContext, toOperationContext } from './payment.ts';
import { inquire, toInquiryOptions } from './perform.ts';
import { redactError } from './redact-input.ts';
import { refuseStale } from './refuse-stale.ts';
import { decide, type Invocation, openSession, type RunnerDeps } from './runner.ts';
import { requireOpenGate } from './send-gate.ts';
import { toOperationSummary } from './view.ts';

const UNSENT_ONLY = 'Only what provably has not been sent can be withdrawn, while nobody is at work on it.';
const NOT_KNOWN = 'Whether the provider withdrew the request is not known: try again.';
const PROVIDER_KEEPS = 'The provider did not withdraw the request for this refund.';

/**
 * Takes an operation back: by the ledger alone while nothing was sent, else at the provider who is asked to decide.
 * @throws EstornoError withdraw_not_allowed, operation_not_found
 */
export async function withdraw<C extends BaseCredentials>(
  deps: RunnerDeps<C>,
  ref: PaymentRef,
  operationId: string,
  invocation: Invocation,
): Promise<OperationContext> {
  const before = toOperationContext(await deps.ledger.read(ref), operationId);
  const { operation } = before;
  const { manualRefund } = deps.connector;
  const isFiled = operation.state === 'awaiting_approval' && operation.requestId !== undefined;
  if (!isFiled || !manualRefund) return save(deps, before, invocation, false);
  await withdrawAtProvider(deps, before, { manualRefund, requestId: operation.requestId ?? '' }, invocation);
  return save(deps, before, invocation, true);
}

async function save<C extends BaseCredentials>(
  deps: RunnerDeps<C>,
  before: OperationContext,
  invocation: Invocation,
  byProvider: boolean,
): Promise<OperationContext> {
  const { trigger: by, requester } = invocation;
  const step = {
    at: deps.clock(),
    by,
    step: 'command',
    result: 'withdraw',
    requests: [],
    requester,
  } as const;
  const decision = { owner: '', invocation, gate: 'open', trail: step } as const;
  const { context } = await decide(deps, before, { type: 'withdraw', byProvider }, decision);
  const { operation } = context;
  if (operation.state === 'failed' && operation.withdrawn) return logOperation(deps.log, context);
  refuseStale(context);
  throw refusal(context, UNSENT_ONLY);
}

type Filed = { readonly manualRefund: ManualRefund; readonly requestId: string };

/** Returns once the provider withdrew the request. Where its answer is lost, an inquiry decides. @throws EstornoError otherwise */
async function withdrawAtProvider<C extends BaseCredentials>(
  deps: RunnerDeps<C>,
  before: OperationContext,
  { manualRefund, requestId }: Filed,
  invocation: Invocation,
): Promise<void> {
  // It moves no money, but it changes something at the provider.
  await requireOpenGate(deps.gates, before.payment.merchantId);
  const account = requireAccount(await deps.accounts.find(before.payment.merchantId));
  const session = openSession(deps, { account, invocation });
  try {
    const reply = await session.send(manualRefund.toWithdrawRequest(requestId));
    if (reply.is === 'not_sent') throw notNow(before, reply);
    const withdrawal = manualRefund.toWithdrawal(reply, requestId);
    if (withdrawal.is === 'withdrawn' || (await isWithdrawn(deps, before, account, session))) return;
    throw toRefusal(before, withdrawal, session);
  } finally {
    await session.close();
  }
}

async function isWithdrawn<C extends BaseCredentials>(
  { connector, log }: RunnerDeps<C>,
  { payment, operation }: OperationContext,
  { credentials }: Account<C>,
  session: SessionHandle,
): Promise<boolean> {
  const options = toInquiryOptions(operation);
  const inquiry = await inquire(connector, payment, options, {
    send: (request) => session.send(request),
    log,
    credentials,
  });
  if (inquiry.is !== 'snapshot') return false;
  const id = options.refundId?.toLowerCase();
  const request = inquiry.snapshot.refunds?.find((refund) => refund.id.toLowerCase() === id);
  return request?.status === 'withdrawn';
}

function toRefusal(before: OperationContext, withdrawal: Withdrawal, session: SessionHandle): EstornoError {
  if (withdrawal.is !== 'rejected')
    return notNow(before, { is: 'not_sent', code: 'provider_unavailable', detail: NOT_KNOWN });
  return refusal(before, PROVIDER_KEEPS, redactError(withdrawal.providerError ?? {}, session.redact));
}

/** Nothing has changed, as far as anybody knows: it may be tried again. */
function notNow({ payment, operation }: OperationContext, { code, detail }: NotSent): EstornoError {
  return new EstornoError(code satisfies ProblemCode, {
    ...(detail !== undefined && { detail }),
    outcome: OUTCOME_OF_STATE[operation.state],
    operation: toOperationSummary(payment, operation),
  });
}

function refusal(
  { payment, operation }: OperationContext,
  detail: string,
  providerError?: ProviderError,
): EstornoError {
  return new EstornoError('withdraw_not_allowed', {
    detail,
    outcome: OUTCOME_OF_STATE[operation.state],
    operation: toOperationSummary(payment, operation),
    provider: providerError && { name: payment.provider, ...providerError },
  });
}
