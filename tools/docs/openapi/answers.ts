import { CAPABILITIES } from '../../../functions/capabilities.ts';
import { letpay } from '../../../functions/letpay/connector.ts';
import { toShownRequest } from '../../../shared/http/dry-run.ts';
import { toShownPayment } from '../../../shared/http/payment-view.ts';
import { toOptions } from '../../../shared/operation/options.ts';
import { newPayment, type Payment } from '../../../shared/operation/payment.ts';
import { previewRequests } from '../../../shared/operation/preview.ts';
import { toOperationView, toPaymentLink } from '../../../shared/operation/view.ts';
import type { InquiryResult } from '../../../shared/provider/payment-snapshot.ts';
import { type ExampleStage, toExampleOperation } from '../example-operations.ts';
import { BEGUN, IDEMPOTENCY_KEY, LETPAY_PAYMENT, SOPAGUE_PAYMENT } from './example-ids.ts';
import { type Json, toJson } from './json-schema.ts';

type Kind = 'cancellation' | 'refund';

/** Examples of operations at these stages, made by the code that makes the answers. */
export function toOperationExamples(kind: Kind, stages: readonly ExampleStage[]): Record<string, Json> {
  return toExamples(stages.map((stage) => [stage, toView(kind, stage)]));
}

function toView(kind: Kind, stage: ExampleStage) {
  // Only SoPague's refunds are filed by people.
  const ref = stage === 'awaiting_approval' ? SOPAGUE_PAYMENT : LETPAY_PAYMENT;
  return toOperationView(ref, toExampleOperation(kind, stage));
}

/** LetPay shows a held payment. */
const INQUIRY: InquiryResult = {
  is: 'snapshot',
  snapshot: {
    status: 'authorized',
    providerStatus: 'AUTHORIZED',
    paymentMethod: 'PICPAY',
    total: 4200,
    refunded: 0,
    refunds: [],
    refundsComplete: true,
    clocks: { createdAt: BEGUN },
  },
};

/** The provider is not asked. */
const NO_INQUIRY: InquiryResult = { is: 'unavailable', code: 'provider_unavailable' };

export function toPaymentExamples(): Record<string, Json> {
  const operations = [toExampleOperation('cancellation', 'processing')];
  return toExamples([
    ['never_seen', toPaymentAnswer(undefined)],
    ['being_canceled', toPaymentAnswer({ ...newPayment(LETPAY_PAYMENT), operations })],
  ]);
}

function toPaymentAnswer(payment: Payment | undefined) {
  return {
    ...LETPAY_PAYMENT,
    payment: toShownPayment(INQUIRY, { rules: letpay, payment, readAt: BEGUN }),
    options: toOptions({ payment, inquiry: INQUIRY, rules: letpay, now: BEGUN }),
    operations: (payment?.operations ?? []).map((one) => toOperationView(LETPAY_PAYMENT, one)),
    links: { self: toPaymentLink(LETPAY_PAYMENT) },
  };
}

export function toDryRunExamples(kind: Kind): Record<string, Json> {
  const command = { ...LETPAY_PAYMENT, kind, idempotencyKey: IDEMPOTENCY_KEY, request: {} };
  const options = toOptions({ payment: undefined, inquiry: NO_INQUIRY, rules: letpay, now: BEGUN });
  const requests = previewRequests(letpay, command, undefined).map(toShownRequest);
  return toExamples([['dry_run', { dryRun: true, ...LETPAY_PAYMENT, options, requests }]]);
}

export function toListExamples(): Record<string, Json> {
  const list = `/v1/merchants/${LETPAY_PAYMENT.merchantId}/letpay/operations?state=open`;
  const operations = [toView('cancellation', 'unknown'), toView('cancellation', 'manual_review')];
  return toExamples([['last_page', { operations, links: { self: list, next: null } }]]);
}

export function toProvidersExamples(): Record<string, Json> {
  return toExamples([['all', { providers: CAPABILITIES, links: { self: '/v1/providers' } }]]);
}

function toExamples(named: readonly (readonly [name: string, value: object])[]): Record<string, Json> {
  return Object.fromEntries(named.map(([name, value]) => [name, { value: toJson(value) }]));
}
