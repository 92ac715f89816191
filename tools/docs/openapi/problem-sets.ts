import type { ProblemCode } from '../../../shared/domain/problem.ts';

const EVERYWHERE: readonly ProblemCode[] = [
  'validation_failed',
  'unauthenticated',
  'forbidden',
  'route_not_found',
  'rate_limited',
  'internal_error',
];

/** The provider could not be asked for this merchant. */
const PROVIDER: readonly ProblemCode[] = [
  'merchant_not_configured',
  'provider_auth_failed',
  'provider_rejected_request',
  'provider_disabled',
  'provider_unreachable',
  'provider_capacity',
  'provider_rate_limited',
  'provider_unavailable',
];

const BEGIN: readonly ProblemCode[] = [
  ...EVERYWHERE,
  'idempotency_key_missing',
  'idempotency_key_invalid',
  'payment_not_found',
  'payment_busy',
  'operation_limit_reached',
  'already_canceled',
  'already_refunded',
  'not_cancelable',
  'not_refundable',
  'payload_too_large',
  'unsupported_media_type',
  'idempotency_key_reused',
  'cancel_window_closed',
  'refund_window_closed',
  'amount_exceeds_available',
  'partial_not_supported',
  'amount_invalid',
  'declined_by_provider',
  'merchant_balance_insufficient',
  'manual_action_required',
  'deadline_exceeded',
  ...PROVIDER,
];

const READ_ONE: readonly ProblemCode[] = [...EVERYWHERE, 'operation_not_found'];

/** The problems of each kind of route. Those of requests to no route are in `default`. */
export const PROBLEM_SETS = {
  begin: BEGIN,
  readOne: READ_ONE,
  withdraw: [...READ_ONE, 'withdraw_not_allowed', ...PROVIDER],
  readPayment: [...EVERYWHERE, 'payment_not_found', ...PROVIDER],
  list: EVERYWHERE,
  notify: [...EVERYWHERE, 'payload_too_large', ...PROVIDER],
  readProviders: EVERYWHERE.filter((code) => code !== 'validation_failed'),
} as const satisfies Record<string, readonly ProblemCode[]>;

export type ProblemSet = keyof typeof PROBLEM_SETS;

export const PROBLEM_SET_NAMES = Object.keys(PROBLEM_SETS) as ProblemSet[];

/** Problems of requests to no route. */
export const UNROUTED: readonly ProblemCode[] = ['method_not_allowed', 'route_not_found'];
