import { MINUTE_MS, SECOND_MS } from '../../shared/domain/time.ts';
import type { Attempt } from '../../shared/operation/attempt.ts';
import type { Operation, OperationBase } from '../../shared/operation/operation.ts';
import type { AttemptResult } from '../../shared/provider/attempt-result.ts';
import type { Method } from '../../shared/provider/traits.ts';
import { BEGUN, OPERATION_ID } from './openapi/example-ids.ts';

/** One payment of BRL 42.00. */
const TOTAL = 4200;

const ENDED = BEGUN + 9 * SECOND_MS;

/** The stages of an operation of which there are examples. */
export const EXAMPLE_STAGES = [
  'accepted',
  'processing',
  'unknown',
  'awaiting_approval',
  'manual_review',
  'succeeded',
  'failed',
  'withdrawn',
] as const;

export type ExampleStage = (typeof EXAMPLE_STAGES)[number];

type Kind = Operation['kind'];

/** An operation as the ledger keeps it at one stage. */
export function toExampleOperation(kind: Kind, stage: ExampleStage): Operation {
  return STAGES[stage](kind);
}

const STAGES: Readonly<Record<ExampleStage, (kind: Kind) => Operation>> = {
  accepted: (kind) => ({
    ...toBase(kind),
    state: 'accepted',
    nextActionAt: BEGUN + 2 * SECOND_MS,
    inquiries: 1,
    waitingFor: { code: 'provider_capacity', detail: 'No session at the provider was free.' },
  }),
  processing: (kind) => ({
    ...toSent(kind, { status: 'accepted', providerStatus: 'PROCESSING' }),
    providerStatus: 'PROCESSING',
    state: 'processing',
    nextActionAt: BEGUN + 4 * SECOND_MS,
    inquiries: 1,
  }),
  unknown: (kind) => ({
    ...toSent(kind, { status: 'indeterminate', reason: 'no answer came' }),
    state: 'unknown',
    nextActionAt: BEGUN + 2 * SECOND_MS,
    inquiries: 1,
  }),
  awaiting_approval: (kind) => ({
    ...toBase(kind),
    method: 'refund',
    providerStatus: 'PAID',
    baseline: { refundIds: [], total: TOTAL, refunded: 0, left: TOTAL },
    state: 'awaiting_approval',
    nextActionAt: BEGUN + MINUTE_MS,
    inquiries: 1,
  }),
  manual_review: (kind) => ({
    ...toSent(kind, { status: 'indeterminate', reason: 'no answer came' }),
    providerStatus: 'PAID',
    state: 'manual_review',
    since: BEGUN + MINUTE_MS,
  }),
  succeeded: (kind) => {
    const isRefund = kind === 'refund';
    const providerStatus = isRefund ? 'REFUNDED' : 'CANCELED';
    return {
      ...toSent(kind, { status: 'succeeded', providerStatus }, isRefund ? 'refund' : 'void'),
      ...{ providerStatus, updatedAt: ENDED, state: 'succeeded', completedAt: ENDED, attribution: 'ours' },
      ...(isRefund && { appliedAmount: TOTAL }),
    };
  },
  failed: (kind) => ({
    ...toSent(kind, { status: 'ambiguous', isListed: true, providerError: { status: 422, code: REFUSAL } }),
    ...{ updatedAt: ENDED, state: 'failed', completedAt: ENDED },
    problem: {
      ...(kind === 'refund'
        ? { code: 'not_refundable', paymentStatus: 'held', suggestion: 'cancel' }
        : { code: 'not_cancelable', paymentStatus: 'paid', suggestion: 'refund' }),
      providerError: { status: 422, code: REFUSAL },
    },
  }),
  withdrawn: (kind) => ({
    ...toBase(kind),
    ...{ updatedAt: ENDED, state: 'failed', completedAt: ENDED, withdrawn: true },
  }),
};

const REFUSAL = '00.04.0010';

function toBase(kind: Kind): OperationBase {
  return {
    ...{ id: OPERATION_ID, kind, method: 'void', keyHash: '', fingerprint: '', trigger: 'http' },
    request: { reason: 'requested_by_customer', reference: 'order-4711' },
    createdAt: BEGUN,
    updatedAt: BEGUN + SECOND_MS,
    attempts: [],
  };
}

/** One request was sent, and came to this. */
function toSent(kind: Kind, result: AttemptResult, method: Method = 'void'): OperationBase {
  const attempt: Attempt = {
    ...{ number: 1, method, sentAt: BEGUN, owner: '' },
    result: { ...result, at: BEGUN + SECOND_MS },
  };
  return { ...toBase(kind), method, attempts: [attempt] };
}
