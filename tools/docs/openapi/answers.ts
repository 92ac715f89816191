import { CAPABILITIES } from '../../../functions/capabilities.ts';
import type { Operation } from '../../../shared/domain/operation.ts';
import { toOptions } from '../../../shared/domain/options.ts';
import { newPayment } from '../../../shared/domain/payment.ts';
import { SECOND_MS } from '../../../shared/domain/time.ts';
import { toOperationView, toPaymentLink } from '../../../shared/domain/views.ts';
import { BEGUN, LETPAY_PAYMENT, OPERATION_ID } from './example-ids.ts';
import { type Json, toJson } from './json-schema.ts';

type Kind = Operation['kind'];

/** How an operation differs at each state from one whose answer is awaited. */
const AT: Readonly<Record<string, Partial<Operation> & Pick<Operation, 'state'>>> = {
  succeeded: {
    state: 'succeeded',
    attribution: 'ours',
    providerStatus: 'CANCELED',
    completedAt: BEGUN + 9 * SECOND_MS,
  },
  accepted: {
    state: 'accepted',
    attempts: 0,
    dueAt: BEGUN + 2 * SECOND_MS,
    problem: { code: 'provider_capacity', detail: 'No session at the provider was free.' },
  },
  processing: { state: 'processing', providerStatus: 'PROCESSING', dueAt: BEGUN + 4 * SECOND_MS },
  unknown: { state: 'unknown', dueAt: BEGUN + 2 * SECOND_MS },
  failed: {
    state: 'failed',
    completedAt: BEGUN + 9 * SECOND_MS,
    problem: { code: 'not_cancelable', paymentStatus: 'paid', suggestion: 'refund' },
  },
  withdrawn: { state: 'failed', attempts: 0, completedAt: BEGUN + 9 * SECOND_MS, withdrawn: true },
};

/** Examples of operations in these states, made by the code that makes the answers. */
export function toOperationExamples(kind: Kind, states: readonly string[]): Record<string, Json> {
  return toExamples(
    states.map((state) => [state, toOperationView(LETPAY_PAYMENT, toOperation(kind, state))]),
  );
}

export function toPaymentExamples(): Record<string, Json> {
  const payment = { ...newPayment(LETPAY_PAYMENT), operations: [toOperation('cancellation', 'processing')] };
  return toExamples([
    ['never_seen', toPayment(undefined)],
    ['being_canceled', toPayment(payment)],
  ]);
}

function toPayment(payment: ReturnType<typeof newPayment> | undefined) {
  return {
    ...LETPAY_PAYMENT,
    operations: (payment?.operations ?? []).map((one) => toOperationView(LETPAY_PAYMENT, one)),
    options: toOptionsOf(payment),
    links: { self: toPaymentLink(LETPAY_PAYMENT) },
  };
}

export function toDryRunExamples(): Record<string, Json> {
  const path = `/payment/${LETPAY_PAYMENT.paymentId}/cancel`;
  const requests = [{ method: 'POST', path, body: '{}' }];
  return toExamples([
    ['dry_run', { dryRun: true, ...LETPAY_PAYMENT, options: toOptionsOf(undefined), requests }],
  ]);
}

export function toListExamples(): Record<string, Json> {
  const list = `/v1/merchants/${LETPAY_PAYMENT.merchantId}/letpay/operations?state=open`;
  const operations = [toOperationView(LETPAY_PAYMENT, toOperation('cancellation', 'unknown'))];
  return toExamples([['last_page', { operations, links: { self: list, next: null } }]]);
}

export function toProvidersExamples(): Record<string, Json> {
  return toExamples([['all', { providers: CAPABILITIES, links: { self: '/v1/providers' } }]]);
}

function toOptionsOf(payment: ReturnType<typeof newPayment> | undefined) {
  return toOptions({
    payment,
    reading: { said: 'not_done', paymentStatus: 'held' },
    windows: { cancel: { partial: 'no' }, refund: { partial: 'unknown' } },
    now: BEGUN,
  });
}

function toOperation(kind: Kind, state: string): Operation {
  const at = AT[state];
  if (!at) throw new Error(`there is no example of the state ${state}`);
  return {
    ...{
      id: OPERATION_ID,
      kind,
      way: kind === 'refund' && state === 'succeeded' ? 'refund' : 'void',
      keyHash: '',
      fingerprint: '',
      trigger: 'http',
    },
    ...{ reason: 'requested_by_customer', reference: 'order-4711' },
    ...{ createdAt: BEGUN, updatedAt: at.completedAt ?? BEGUN + SECOND_MS, looks: 0, attempts: 1 },
    ...at,
  };
}

function toExamples(named: readonly (readonly [name: string, value: object])[]): Record<string, Json> {
  return Object.fromEntries(named.map(([name, value]) => [name, { value: toJson(value) }]));
}
