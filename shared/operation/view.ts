import type { PaymentRef } from '../domain/ids.ts';
import type { ProblemAmounts, ProblemFacts } from '../domain/problem.ts';
import { type EpochMs, toInstant } from '../domain/time.ts';
import { countSent } from './attempt-facts.ts';
import { dueAtOf, type Operation, OUTCOME_OF_STATE } from './operation.ts';
import { toPersonAction } from './person-action.ts';
import type { ProblemRecord } from './problem-record.ts';
import { toShownFields } from './request-fields.ts';

/** The path of a payment in the API. */
export function toPaymentLink({ merchantId, provider, paymentId }: PaymentRef): string {
  return `/v1/merchants/${merchantId}/${provider}/payments/${paymentId}`;
}

/** The path of an operation in the API. */
export function toLink(ref: PaymentRef, { kind, id }: Pick<Operation, 'kind' | 'id'>): string {
  return `${toPaymentLink(ref)}/${kind === 'cancellation' ? 'cancellations' : 'refunds'}/${id}`;
}

/** How a problem names an operation. */
export function toOperationSummary(ref: PaymentRef, operation: Operation) {
  return { id: operation.id, state: operation.state, link: toLink(ref, operation) };
}

/** Why it failed, or why it has not been sent yet. */
export function problemOf(operation: Operation): ProblemRecord | undefined {
  if (operation.state === 'failed') return operation.problem;
  return operation.state === 'accepted' ? operation.waitingFor : undefined;
}

/** An operation as the API and the events show it. */
export function toOperationView(ref: PaymentRef, operation: Operation) {
  const { merchantId, provider, paymentId } = ref;
  const { id, kind, method, state, request } = operation;
  const problem = problemOf(operation);
  return {
    id,
    kind,
    method,
    merchantId,
    provider,
    paymentId,
    state,
    outcome: OUTCOME_OF_STATE[state],
    currency: 'BRL',
    ...toShownFields(request),
    ...toSuccessView(operation),
    providerStatus: operation.providerStatus ?? null,
    attempts: countSent(operation),
    createdAt: toInstant(operation.createdAt),
    updatedAt: toInstant(operation.updatedAt),
    completedAt: 'completedAt' in operation ? toInstant(operation.completedAt) : null,
    nextCheckAt: toInstantOrNull(toPersonAction(ref, operation) ? undefined : dueAtOf(operation)),
    problem: problem ? toProblemView(problem, provider) : null,
    action: toPersonAction(ref, operation) ?? null,
    recording: toRecordingView(operation),
    links: { self: toLink(ref, operation), payment: toPaymentLink(ref) },
  };
}

export type OperationView = ReturnType<typeof toOperationView>;

function toSuccessView(operation: Operation) {
  const success = operation.state === 'succeeded' ? operation : undefined;
  return {
    appliedAmount: success?.appliedAmount ?? null,
    attribution: success?.attribution ?? null,
    authorizationCode: success?.authorizationCode ?? null,
  };
}

/** What a person recorded; null where nobody did. */
function toRecordingView(operation: Operation) {
  const recording = 'recording' in operation ? operation.recording : undefined;
  if (!recording) return null;
  const { by, at, evidence } = recording;
  return { by, at: toInstant(at), evidence };
}

/** The problem with which a failed operation is answered. */
export function toFailureFacts(ref: PaymentRef, operation: Operation): ProblemFacts {
  const { detail, paymentStatus, suggestion, closedAt, rule, amounts, providerError } =
    problemOf(operation) ?? {};
  return {
    // Final: the same key is answered in the same way for ever.
    retry: 'fix_and_new_key',
    detail,
    paymentStatus,
    suggestion,
    closedAt: toInstantOrNull(closedAt) ?? undefined,
    rule,
    amounts: toAmountsView(amounts),
    outcome: OUTCOME_OF_STATE[operation.state],
    operation: toOperationSummary(ref, operation),
    provider: providerError && { name: ref.provider, ...providerError },
  };
}

function toProblemView(problem: ProblemRecord, name: string) {
  const { code, detail, paymentStatus, suggestion, amounts, providerError } = problem;
  return {
    code,
    detail,
    paymentStatus,
    suggestion,
    amounts: toAmountsView(amounts),
    provider: providerError && { name, ...providerError },
  };
}

/** Null stands for what was not shown, or not readable. */
function toAmountsView(amounts: ProblemRecord['amounts']): ProblemAmounts | undefined {
  if (!amounts) return undefined;
  const { total = null, returned = null, left = null } = amounts;
  return { total, returned, left };
}

function toInstantOrNull(at: EpochMs | undefined): string | null {
  return at === undefined ? null : toInstant(at);
}
