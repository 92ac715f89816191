import { toOperationId } from '../../shared/domain/ids.ts';
import type { Attempt } from '../../shared/operation/attempt.ts';
import type {
  FieldsOf,
  OperationBase,
  OperationIn,
  OperationState,
} from '../../shared/operation/operation.ts';
import type { AttemptResult } from '../../shared/provider/attempt-result.ts';

export const NOON = Date.parse('2026-11-21T12:00:00-03:00');

export const REF = {
  merchantId: 'loja-1',
  provider: 'letpay',
  paymentId: '8f048623-16c6-47da-aca1-546a16e8fb99',
};

/** What every state of an operation of the sample payment has. */
export function sampleBase(parts: Partial<OperationBase> = {}): OperationBase {
  return {
    id: toOperationId(REF, 'key-1'),
    kind: 'cancellation',
    method: 'void',
    keyHash: 'hash',
    fingerprint: 'fingerprint',
    request: {},
    trigger: 'http',
    createdAt: NOON,
    updatedAt: NOON,
    attempts: [],
    ...parts,
  };
}

/** An operation of the sample payment in this state. */
export function sampleOperation<S extends OperationState>(
  state: S,
  fields: FieldsOf<S>,
  parts: Partial<OperationBase> = {},
): OperationIn<S> {
  return { ...sampleBase(parts), state, ...fields } as OperationIn<S>;
}

/** The first attempt, with what it came to. Without a result its sender is at work, or died. */
export function sampleAttempt(result?: AttemptResult): Attempt {
  const attempt = { number: 1, method: 'void', sentAt: NOON, owner: 'owner-1' } as const;
  return result ? { ...attempt, result: { ...result, at: NOON } } : attempt;
}

/** The fields of each state, where a test says no others. */
export const SAMPLE_FIELDS: { readonly [S in OperationState]: FieldsOf<S> } = {
  accepted: { nextActionAt: NOON, inquiries: 1 },
  sending: { lease: { owner: 'owner-1', expiresAt: NOON + 34_000 }, inquiries: 0 },
  unknown: { nextActionAt: NOON + 2_000, inquiries: 1 },
  processing: { nextActionAt: NOON + 2_000, inquiries: 1 },
  awaiting_approval: { nextActionAt: NOON + 2_000, inquiries: 1 },
  manual_review: { since: NOON },
  succeeded: { completedAt: NOON + 1_000, attribution: 'ours', appliedAmount: 1035 },
  failed: { completedAt: NOON + 1_000, problem: { code: 'not_cancelable', paymentStatus: 'paid' } },
};

/** An operation of the sample payment in this state, with the usual fields of it. */
export function operationIn<S extends OperationState>(
  state: S,
  parts: Partial<OperationBase> = {},
): OperationIn<S> {
  return sampleOperation(state, SAMPLE_FIELDS[state], parts);
}
