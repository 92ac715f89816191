import { createHmac } from 'node:crypto';
import { type PaymentRef, toOperationId } from '../../shared/domain/ids.ts';
import type { HttpEvent } from '../../shared/http/http-event.ts';
import { askedAmount } from '../../shared/operation/amounts.ts';
import { findOperation, openOperation } from '../../shared/operation/payment.ts';
import { needsFiling } from '../../shared/operation/person-action.ts';
import { toEvent } from './callers.ts';
import { paymentIdOf } from './payment-ids.ts';
import { ACCESS_KEY } from './providers.ts';
import { NOTIFIER } from './simulated-process.ts';
import { MERCHANT, type World } from './world.ts';

/** Who gives the commands. */
const OPERATOR = 'arn:aws:sts::000000000000:assumed-role/operator/ana';

function refOf({ scenario: { provider } }: World, payment: number): PaymentRef {
  return { merchantId: MERCHANT, provider, paymentId: paymentIdOf(provider, payment) };
}

/** The provider calls back about a payment. */
export function sendNotification(world: World, payment: number): void {
  const { paymentId } = refOf(world, payment);
  const event = toEvent(world, 'notify', { merchantId: MERCHANT });
  const http = { method: 'POST', sourceIp: NOTIFIER };
  const body = JSON.stringify({
    ...{ payment_token: paymentId, paymentId, ResultId: paymentId },
    pix: [{ txid: paymentId }],
  });
  send(world, {
    ...event,
    requestContext: { http },
    headers: {
      'content-type': 'application/json',
      'access-key': ACCESS_KEY,
      ...toSignature(world, paymentId),
    },
    queryStringParameters: { 'data.id': paymentId, hmac: ACCESS_KEY },
    body,
  });
}

/** As Mercado Pago signs its webhooks. */
function toSignature({ scheduler }: World, paymentId: string): Readonly<Record<string, string>> {
  const ts = scheduler.now();
  const v1 = createHmac('sha256', ACCESS_KEY).update(`id:${paymentId};ts:${ts};`).digest('hex');
  return { 'x-signature': `ts=${ts},v1=${v1}` };
}

/** The caller of a key takes it back. */
export function sendWithdrawal(world: World, payment: number, key: string): void {
  const ref = refOf(world, payment);
  const { merchantId, paymentId } = ref;
  const operationId = toOperationId(ref, key);
  const { kind } = findOperation(world.payments.get(paymentId), operationId) ?? {};
  const route = kind === 'refund' ? 'withdrawRefund' : 'withdrawCancellation';
  send(world, toEvent(world, route, { merchantId, paymentId, operationId }));
}

/** A workflow that drives an operation asks how it stands. */
export function sendTask(world: World, payment: number, key: string): void {
  const ref = refOf(world, payment);
  const event = { action: 'settle', ...ref, operationId: toOperationId(ref, key) };
  world.processes.invoke({
    trigger: 'task',
    work: ({ task }, invocation) => task(event, { ...invocation, isBackground: true }),
    answer: (result) => world.watches.answers.said(JSON.stringify(result) ?? ''),
  });
}

/** A person finds out what really happened, and records it. */
export function recordTruth(world: World, payment: number): void {
  const { provider, payments, money } = world;
  const { merchantId, paymentId } = refOf(world, payment);
  const operation = openOperation(payments.get(paymentId));
  if (!operation || provider.books.isWorking(paymentId)) return;
  const isDone = money.effectOf(operation.id).count > 0;
  // Part of a whole is neither.
  if (isDone && operation.request.amount === undefined && provider.books.leftOf(paymentId) > 0) return;
  const outcome = isDone ? 'succeeded' : 'failed';
  const words = { outcome, evidence: 'as the provider told us' };
  command(world, { command: 'resolve', merchantId, paymentId, operationId: operation.id, ...words });
}

/** A person has the state of an operation published again. */
export function republish(world: World, payment: number, key: string): void {
  const ref = refOf(world, payment);
  const { merchantId, paymentId } = ref;
  command(world, { command: 'republish', merchantId, paymentId, operationId: toOperationId(ref, key) });
}

/** A person files the request for a refund that waits for it, once, and says which it is. */
export function fileRequest(world: World, payment: number): void {
  const { provider, payments, scenario } = world;
  const { merchantId, paymentId } = refOf(world, payment);
  const operation = openOperation(payments.get(paymentId));
  if (!operation || !needsFiling(operation) || !provider.books.fileRequest) return;
  const amount = askedAmount(operation) ?? scenario.nature.total;
  const filed = world.filed.get(operation.id);
  const requestId = filed ?? provider.books.fileRequest(paymentId, operation.id, amount);
  world.filed.set(operation.id, requestId);
  command(world, { command: 'attach', merchantId, paymentId, operationId: operation.id, requestId });
}

/** A person turns the kill switch, for all merchants. */
export function turnSwitch(world: World, to: 'disable' | 'enable'): void {
  command(world, { command: to, reason: 'as it happens' });
}

function command({ processes, trace }: World, words: object): void {
  processes.invoke({
    trigger: 'operator',
    work: ({ operator }, invocation) =>
      operator(words, { ...invocation, requester: { principal: OPERATOR } }),
    answer: (result) => trace(() => `    answer to a person: ${JSON.stringify(result)}`),
  });
}

function send(world: World, event: HttpEvent): void {
  world.processes.invoke({
    trigger: 'http',
    work: ({ http }, invocation) => http(event, invocation),
    answer: (result) => world.watches.answers.said(result?.body ?? ''),
  });
}
