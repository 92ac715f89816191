import {
  PROBLEM_CODES,
  PROBLEMS,
  type ProblemCode,
  type ProblemFacts,
} from '../../../shared/domain/problem.ts';
import { toProblem } from '../../../shared/http/problems.ts';
import { toLink } from '../../../shared/operation/view.ts';
import { LETPAY_PAYMENT, OPERATION_ID } from './example-ids.ts';
import { type Json, SCHEMAS, toJson } from './json-schema.ts';

const operation = (state: string) => ({
  operation: {
    id: OPERATION_ID,
    state,
    link: toLink(LETPAY_PAYMENT, { kind: 'cancellation', id: OPERATION_ID }),
  },
});

/** The problem with which an operation failed: the same key always gets the same answer. */
const failed = (facts: ProblemFacts = {}): ProblemFacts => ({
  retry: 'fix_and_new_key',
  ...operation('failed'),
  ...facts,
});

const providerSays = (status: number, code: string, message: string) => ({
  provider: { name: 'letpay', status, code, message },
});

/** What the examples say beyond their codes. */
const FACTS: Readonly<Partial<Record<ProblemCode, ProblemFacts>>> = {
  validation_failed: {
    detail: 'Some of the request is not valid: see `errors`.',
    errors: [{ pointer: '/amuont', detail: 'this field is not known here' }],
  },
  idempotency_key_invalid: {
    detail:
      'The header Idempotency-Key takes 1 to 255 visible ASCII characters without comma, quotes or space, and only once.',
  },
  method_not_allowed: { detail: 'This route takes POST.', allow: 'POST' },
  payload_too_large: { detail: 'The body has more than 16384 bytes.' },
  unsupported_media_type: { detail: 'The body is text/plain; send application/json.' },
  idempotency_key_reused: {
    detail: 'This Idempotency-Key was used before on this payment, for another command.',
    ...operation('succeeded'),
  },
  payment_busy: { ...operation('unknown'), suggestion: 'wait', possibleDuplicate: true },
  withdraw_not_allowed: {
    detail: 'Only what provably has not been sent can be withdrawn, while nobody is at work on it.',
    outcome: 'pending',
    ...operation('processing'),
  },
  payment_not_found: failed(providerSays(404, '00.01.0038', 'Payment token not found')),
  already_canceled: failed({ paymentStatus: 'canceled' }),
  already_refunded: failed({ paymentStatus: 'refunded' }),
  not_cancelable: failed({
    paymentStatus: 'paid',
    suggestion: 'refund',
    ...providerSays(422, '00.04.0010', 'Not allowed'),
  }),
  not_refundable: failed({ paymentStatus: 'held', suggestion: 'cancel' }),
  cancel_window_closed: {
    suggestion: 'refund',
    closedAt: '2026-11-22T03:00:00.000Z',
    rule: 'same_day_in_sao_paulo',
    detail:
      'This payment could be canceled until 2026-11-22T03:00:00.000Z, by the rule same_day_in_sao_paulo.',
  },
  refund_window_closed: failed({
    detail:
      'This payment could be refunded until 2026-08-20T13:02:00.000Z, by the rule ninety_days_after_pix.',
  }),
  amount_exceeds_available: failed({ amounts: { total: 4200, returned: 3000, left: 1200 } }),
  partial_not_supported: {
    detail: 'LetPay cancels whole payments only: leave `amount` out.',
    suggestion: 'cancel',
  },
  declined_by_provider: failed(providerSays(422, '00.04.0003', 'Operation not allowed')),
  internal_error: {
    outcome: 'unknown',
    detail:
      'Something failed on our side. Repeat the request with the same key to learn how the operation stands.',
  },
  deadline_exceeded: failed({ detail: 'It could not be sent before `notAfter`.' }),
  provider_disabled: { detail: 'It is switched off; nothing was stored or sent.' },
  provider_auth_failed: failed(),
  provider_rejected_request: failed(),
};

/** One problem of each code, made by the code that makes the answers. */
export function toProblemExamples(): Record<string, Json> {
  const { merchantId, provider, paymentId } = LETPAY_PAYMENT;
  const instance = `/v1/merchants/${merchantId}/${provider}/payments/${paymentId}/cancellations`;
  return Object.fromEntries(
    PROBLEM_CODES.map((code) => [
      code,
      {
        summary: PROBLEMS[code].title,
        value: toJson(toProblem(code, FACTS[code] ?? {}, { instance, traceId: 'Uu4jdh-pGjQEMJg=' })),
      },
    ]),
  );
}

/** The content of an answer with one of these problems. */
export function toProblemContent(codes: readonly ProblemCode[]): Json {
  return {
    'application/problem+json': {
      schema: {
        allOf: [{ $ref: `${SCHEMAS}Problem` }, { properties: { code: { enum: codes } } }],
      },
      examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
    },
  };
}
