import type { HttpEvent } from '../../shared/http/http-event.ts';
import type { HttpResponse } from '../../shared/http/responses.ts';
import { fillPath, PROVIDER_ROUTES, type RouteName } from '../../shared/http/routes.ts';
import { SIGNED_CALLER } from '../signed-caller.ts';
import { paymentIdOf } from './payment-ids.ts';
import { toResponse } from './processes.ts';
import type { Trigger } from './trigger.ts';
import { MERCHANT, type World } from './world.ts';

type Post = Extract<Trigger, { is: 'post' }>;

/** Milliseconds after which a caller that has no answer asks again: before and after the platform would have given one. */
const PATIENCE_MS = [300, 6_000, 31_000, 35_000, 10 * 60_000] as const;

/** A caller sends a command, and sends it again when no answer or a 5xx comes, as often as it is persistent. */
export function sendPost(world: World, post: Post): void {
  const { scheduler, plan, processes, watches, payments, trace, scenario } = world;
  const event = toPostEvent(world, post);
  const paymentId = paymentIdOf(scenario.provider, post.payment);
  let isAnswered = false;
  const again = () => {
    if (!isAnswered && post.persistence > 0) sendPost(world, { ...post, persistence: post.persistence - 1 });
  };
  if (post.persistence > 0) {
    const at = scheduler.now() + plan.dice.pick(PATIENCE_MS);
    scheduler.add({ at, label: 'the caller asks again', run: again });
  }
  processes.invoke<HttpResponse>({
    trigger: 'http',
    work: ({ http }, invocation) => http(event, invocation),
    answer(result, error, by) {
      const response = result ?? toResponse(error, { instance: event.rawPath, traceId: '' });
      isAnswered = response.statusCode < 500;
      trace(() => `    answer ${post.key}: ${response.statusCode} ${response.body}`);
      const payment = { merchantId: MERCHANT, provider: scenario.provider, paymentId };
      const asked = { payment, key: post.key, body: post.body };
      watches.answers.answered(asked, response, payments.get(paymentId), by);
    },
  });
}

export function sendRead(world: World, payment: number): void {
  const event = toEvent(world, 'readPayment', parametersOf(world, payment));
  world.processes.invoke({
    trigger: 'read',
    work: ({ http }, invocation) => http(event, invocation),
    answer: (result) => world.watches.answers.said(result?.body ?? ''),
  });
}

function toPostEvent(world: World, { payment, key, body, wait, refund }: Post): HttpEvent {
  const headers = {
    'content-type': 'application/json',
    'idempotency-key': key,
    ...(wait && { prefer: `wait=${wait}` }),
  };
  const event = toEvent(world, refund ? 'refund' : 'cancel', parametersOf(world, payment));
  return { ...event, headers, body: JSON.stringify(body) };
}

function parametersOf({ scenario }: World, payment: number) {
  return { merchantId: MERCHANT, paymentId: paymentIdOf(scenario.provider, payment) };
}

/** What API Gateway makes of a request. */
export function toEvent(
  world: World,
  name: RouteName,
  parameters: Readonly<Record<string, string>>,
): HttpEvent {
  const { provider } = world.scenario;
  const route = PROVIDER_ROUTES.find((one) => one.name === name);
  if (!route) throw new Error(`there is no route ${name}`);
  return {
    version: '2.0',
    routeKey: `${route.method} ${fillPath(route.path, { provider })}`,
    rawPath: fillPath(route.path, { ...parameters, provider }),
    pathParameters: parameters,
    requestContext: { ...SIGNED_CALLER, http: { method: route.method } },
  };
}
