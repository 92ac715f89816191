import { toOperationId } from '../../shared/domain/ids.ts';
import { findOperation, openOperation } from '../../shared/domain/payment.ts';
import type { HttpEvent } from '../../shared/http/http-event.ts';
import { toEvent } from './callers.ts';
import { paymentIdOf } from './payment-ids.ts';
import { NOTIFIER } from './simulated-process.ts';
import { ACCESS_KEY, MERCHANT, type World } from './world.ts';

/** The provider calls back about a payment. */
export function sendNotification(world: World, payment: number): void {
  const { provider } = world.scenario;
  const paymentId = paymentIdOf(provider, payment);
  const event = toEvent(world, 'notify', { merchantId: MERCHANT });
  const http = { method: 'POST', sourceIp: NOTIFIER };
  const body = JSON.stringify({ payment_token: paymentId, paymentId, ResultId: paymentId });
  send(world, {
    ...event,
    requestContext: { http },
    headers: { 'content-type': 'application/json', 'access-key': ACCESS_KEY },
    body,
  });
}

/** The caller of a key takes it back. */
export function sendWithdrawal(world: World, payment: number, key: string): void {
  const { provider } = world.scenario;
  const ref = { merchantId: MERCHANT, provider, paymentId: paymentIdOf(provider, payment) };
  const { merchantId, paymentId } = ref;
  const operationId = toOperationId(ref, key);
  const { kind } = findOperation(world.payments.get(paymentId), operationId) ?? {};
  const route = kind === 'refund' ? 'withdrawRefund' : 'withdrawCancellation';
  send(world, toEvent(world, route, { merchantId, paymentId, operationId }));
}

/** A person finds out what really happened, and records it. */
export function recordTruth(world: World, payment: number): void {
  const { provider, payments, money, processes, scenario } = world;
  const paymentId = paymentIdOf(scenario.provider, payment);
  const operation = openOperation(payments.get(paymentId));
  if (!operation || provider.books.isWorking(paymentId)) return;
  const outcome = money.effectOf(operation.id).count > 0 ? 'succeeded' : 'failed';
  const command = { command: 'resolve', merchantId: MERCHANT, paymentId, operationId: operation.id };
  const words = { outcome, evidence: 'as the provider told us', by: 'somebody' };
  processes.invoke({
    trigger: 'operator',
    work: ({ operator }, invocation) => operator({ ...command, ...words }, invocation),
    answer: () => undefined,
  });
}

/** A person turns the kill switch, for all merchants. */
export function turnSwitch({ processes }: World, command: 'disable' | 'enable'): void {
  processes.invoke({
    trigger: 'operator',
    work: ({ operator }, invocation) =>
      operator({ command, reason: 'as it happens', by: 'somebody' }, invocation),
    answer: () => undefined,
  });
}

function send(world: World, event: HttpEvent): void {
  world.processes.invoke({
    trigger: 'http',
    work: ({ api }, invocation) => api(event, invocation),
    answer: (result) => world.answerWatch.said(result?.body ?? ''),
  });
}
