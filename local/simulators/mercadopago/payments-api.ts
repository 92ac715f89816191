import type { Outcome } from '../kit/answers.ts';
import type { ReceivedRequest } from '../kit/traffic.ts';
import {
  addRefund,
  cancel,
  findByKey,
  isCancelable,
  isTooOld,
  leftOf,
  type Payment,
  type Refund,
  refundedOf,
  statusOf,
  toRefund,
} from './payments.ts';

/** What the account of the token is, and how it behaves where the pages are silent or practice is stranger than they are. */
export type World = {
  readonly now: number;
  readonly isLive: boolean;
  readonly collectorId: number;
  readonly rules: MercadopagoRules;
};

export interface MercadopagoRules {
  /** Refunds stay under way until somebody ends them, as those of Pix may. @default false */
  refundsInProcess: boolean;
  /** Whether the token may refund: without, reads work and a refund is answered 401 with code 7. @default true */
  mayRefund: boolean;
  /** A refund is "payment not found", though a read shows the payment. @default false */
  hidesFromRefunds: boolean;
  /** Whether parts can be refunded. @default true */
  partialRefunds: boolean;
}

const TEXTS: Readonly<Record<string, string>> = {
  2018: 'The action requested is not valid for the current payment state',
  2063: 'The action requested is not valid for the current payment state',
  2000: 'Payment not found',
  2032: 'Refund not found',
  2017: 'The amount is greater than what can be refunded',
  2024: 'Payment too old to be refunded',
  3024: 'Not valid action, partial refund unsupported for this transaction',
  4040: 'Amount must be positive',
  4041: 'Amount must be a number',
  4292: "Header X-Idempotency-Key can't be null",
  7: 'Unauthorized use of live credentials',
  8: 'The name of the following parameters is wrong',
};

/** `{ message, error, status, cause }`; without a code the cause is empty. */
export function refuse(status: number, code?: string, error = 'bad_request'): Outcome {
  const description = (code !== undefined && TEXTS[code]) || `[simulator] ${code ?? error}`;
  const number = /^[0-9]{1,6}$/.test(code ?? '') ? Number(code) : code;
  const data = '23-09-2021T17:56:16UTC;3191d71e-86e6-481a-b218-977c0f01b14f';
  const cause = code === undefined ? [] : [{ code: number, description, data }];
  return { status, json: { message: description, error, status, cause } };
}

export function answerPayments(
  request: ReceivedRequest,
  payment: Payment | undefined,
  world: World,
): Outcome {
  if (!payment) return refuse(404, '2000', 'not_found');
  switch (request.kind) {
    case 'read':
      return { status: 200, json: toPaymentBody(payment, world) };
    case 'cancel':
      return toCancel(request, payment, world);
    case 'refund':
      return toNewRefund(request, payment, world);
    case 'list_refunds':
      return { status: 200, json: shown(request, payment).map((one) => toRefundBody(one, payment)) };
    default: {
      const id = /\/refunds\/([^/?]+)/.exec(request.path)?.[1];
      const refund = shown(request, payment).find((one) => one.id === id);
      return refund ? { status: 200, json: toRefundBody(refund, payment) } : refuse(404, '2032', 'not_found');
    }
  }
}

/** A refund under way is left out of reads that do not ask for it. */
function shown({ headers }: ReceivedRequest, { refunds }: Payment): readonly Refund[] {
  const all = headers['x-render-in-process-refunds'] === 'true';
  return refunds.filter(({ status }) => all || status !== 'in_process');
}

function toCancel({ body }: ReceivedRequest, payment: Payment, world: World): Outcome {
  const { status, ...others } = readJson(body) ?? {};
  if (status === undefined) return refuse(400, '4017');
  if (Object.keys(others).length > 0) return refuse(400, '8');
  if (status !== 'cancelled') return refuse(400, '2016');
  if (!isCancelable(payment, world.now)) return refuse(400, '2018');
  const canceled = { ...payment, status: 'cancelled' as const };
  return { status: 200, json: toPaymentBody(canceled, world), apply: () => cancel(payment) };
}

function toNewRefund(request: ReceivedRequest, payment: Payment, world: World): Outcome {
  const { now, rules } = world;
  const key = request.headers['x-idempotency-key'];
  if (typeof key !== 'string' || key === '') return refuse(404, '4292');
  if (!rules.mayRefund) return refuse(401, '7', 'unauthorized');
  if (rules.hidesFromRefunds) return refuse(404, '2000', 'not_found');
  const before = findByKey(payment, key, now);
  if (before) return toRefundAnswer(request, before.refund, payment);
  const { amount = leftOf(payment) / 100, ...others } = readJson(request.body || '{}') ?? {};
  if (Object.keys(others).length > 0) return refuse(400, '8');
  if (typeof amount !== 'number') return refuse(401, '4041');
  const centavos = Math.round(amount * 100);
  if (statusOf(payment, now)[0] !== 'approved') return refuse(400, '2063');
  if (isTooOld(payment, now)) return refuse(404, '2024');
  if (centavos <= 0) return refuse(401, '4040');
  if (centavos > leftOf(payment)) return refuse(400, '2017');
  if (centavos < payment.amount && !rules.partialRefunds) return refuse(404, '3024');
  const refund = toRefund(payment, centavos, rules.refundsInProcess ? 'in_process' : 'approved', now);
  const apply = () => addRefund(payment, refund, { value: key, body: request.body });
  return { ...toRefundAnswer(request, refund, payment), apply };
}

/** One under way is answered by a bare 400 where the header is missing. */
function toRefundAnswer(request: ReceivedRequest, refund: Refund, payment: Payment): Outcome {
  const isHidden =
    refund.status === 'in_process' && request.headers['x-render-in-process-refunds'] !== 'true';
  return isHidden ? refuse(400) : { status: 201, json: toRefundBody(refund, payment) };
}

function toRefundBody({ id, amount, status, at }: Refund, payment: Payment): object {
  return {
    id: Number(id),
    payment_id: Number(payment.id),
    amount: amount / 100,
    source: { id: '831921084', name: 'Firstname Lastname', type: 'collector' },
    date_created: toDate(at),
    status,
    labels: status === 'in_process' ? ['hidden', 'contingency'] : [],
    amount_refunded_to_payer: amount / 100,
  };
}

function toPaymentBody(payment: Payment, { now, isLive, collectorId }: World): object {
  const { id, amount, method, createdAt, expiresAt, approvedAt, refunds } = payment;
  const [status, status_detail] = statusOf(payment, now);
  return {
    id: Number(id),
    date_created: toDate(createdAt),
    date_approved: approvedAt === undefined ? null : toDate(approvedAt),
    date_of_expiration: expiresAt === undefined ? null : toDate(expiresAt),
    payment_method_id: method,
    payment_type_id: method === 'pix' ? 'bank_transfer' : 'credit_card',
    status,
    status_detail,
    currency_id: 'BRL',
    live_mode: isLive,
    collector_id: collectorId,
    transaction_amount: amount / 100,
    transaction_amount_refunded: refundedOf(payment) / 100,
    captured: status !== 'authorized' && status !== 'cancelled',
    refunds: refunds.filter((one) => one.status !== 'in_process').map((one) => toRefundBody(one, payment)),
  };
}

/** Dates carry the offset of Manaus, not that of São Paulo. */
function toDate(at: number): string {
  return new Date(at - 4 * 60 * 60_000).toISOString().replace('Z', '-04:00');
}

export function readJson(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
