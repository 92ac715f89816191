import type { PaymentRef } from './ids.ts';
import { type Operation, OUTCOME_OF_STATE, type StoredProblem } from './operation.ts';
import type { ProblemFacts } from './problem.ts';
import { type EpochMs, toInstant } from './time.ts';

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

/** An operation as the API shows it. */
export function toOperationView(ref: PaymentRef, operation: Operation) {
  const { merchantId, provider, paymentId } = ref;
  return {
    id: operation.id,
    kind: operation.kind,
    method: operation.way,
    ...{ merchantId, provider, paymentId },
    state: operation.state,
    outcome: OUTCOME_OF_STATE[operation.state],
    amount: operation.amount ?? null,
    appliedAmount: operation.appliedAmount ?? null,
    currency: 'BRL',
    attribution: operation.attribution ?? null,
    authorizationCode: operation.authorizationCode ?? null,
    providerStatus: operation.providerStatus ?? null,
    reason: operation.reason ?? null,
    reference: operation.reference ?? null,
    attempts: operation.attempts,
    createdAt: toInstant(operation.createdAt),
    updatedAt: toInstant(operation.updatedAt),
    completedAt: toInstantOrNull(operation.completedAt),
    // A person has no clock.
    nextCheckAt: operation.state === 'manual_review' ? null : toInstantOrNull(operation.dueAt),
    problem: operation.problem ? toProblemView(operation.problem, provider) : null,
    links: { self: toLink(ref, operation), payment: toPaymentLink(ref) },
  };
}

export type OperationView = ReturnType<typeof toOperationView>;

/** The problem with which a failed operation is answered. */
export function toFailureFacts(ref: PaymentRef, operation: Operation): ProblemFacts {
  const { detail, paymentStatus, suggestion, closedAt, rule, provider } = operation.problem ?? {};
  return {
    // Final: the same key will tell the same for ever.
    retry: 'fix_and_new_key',
    detail,
    paymentStatus,
    suggestion,
    closedAt: closedAt === undefined ? undefined : toInstant(closedAt),
    rule,
    outcome: OUTCOME_OF_STATE[operation.state],
    operation: toOperationSummary(ref, operation),
    provider: provider && { name: ref.provider, ...provider },
  };
}

function toProblemView({ code, detail, paymentStatus, suggestion, provider }: StoredProblem, name: string) {
  return { code, detail, paymentStatus, suggestion, provider: provider && { name, ...provider } };
}

function toInstantOrNull(at: EpochMs | undefined): string | null {
  return at === undefined ? null : toInstant(at);
}
