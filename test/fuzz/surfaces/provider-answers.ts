import fc from 'fast-check';
import { isProblemCode } from '../../../shared/domain/problem.ts';
import { SIGNED_CALLER } from '../../signed-caller.ts';
import { checkOutputs, readHttpAnswer, readThrown } from '../checks.ts';
import { createFuzzFunction, createFuzzOperator, PROVIDERS, type ProviderId } from '../fuzz-function.ts';
import { PAYMENT_ID } from '../odd-requests.ts';
import { isObject, mostly, oddText } from '../odd-values.ts';
import { createPorts, MERCHANT, type Ports } from '../ports.ts';
import {
  createProviderDouble,
  type Payment,
  PROMPT,
  type ProviderDouble,
  TOTAL,
  type Turn,
  turn,
} from '../provider-double.ts';
import type { Surface } from '../surface.ts';
import { holds, shown } from '../violation.ts';
import { harmlessWire } from '../wire.ts';

type Story = {
  readonly payment: Payment;
  readonly kind: 'cancellation' | 'refund';
  readonly amount: number | undefined;
  readonly way: 'http' | 'bus' | 'task';
  readonly turns: readonly Turn[];
  readonly sweeps: number;
  readonly probes: boolean;
  /** The provider does all that it should, and only writes its answers in other ways. */
  readonly isPrompt: boolean;
};

/** Answers in any form; or prompt ones, written in other ways. */
function turns(provider: ProviderId): fc.Arbitrary<Pick<Story, 'turns' | 'isPrompt'>> {
  const odd = fc.array(turn, { minLength: 1, maxLength: 8 });
  const written = fc.array(
    harmlessWire[provider].map((wire) => ({ ...PROMPT, wire })),
    { minLength: 8, maxLength: 8 },
  );
  return fc.oneof(
    { weight: 3, arbitrary: odd.map((made) => ({ turns: made, isPrompt: false })) },
    { weight: 1, arbitrary: written.map((made) => ({ turns: made, isPrompt: true })) },
  );
}

/** Odd answers of the provider behind one valid command, and the sweeps after it. */
export const providerAnswers: Surface<Story> = {
  name: 'provider answers',
  weight: 4,
  input: fc.constantFrom<ProviderId[]>(...PROVIDERS).chain((provider) =>
    fc
      .tuple(
        turns(provider),
        fc.record({
          payment: fc.record({
            provider: fc.constant(provider),
            paid: fc.boolean(),
            method: mostly(fc.constantFrom('PICPAY', 'PIX', 'CREDITCARD', 'pix', 'visa'), oddText, 3),
            elsewhere: mostly(fc.constant(0), fc.integer({ min: 1, max: TOTAL - 1 }), 1),
          }),
          kind: fc.constantFrom<'cancellation' | 'refund'>('cancellation', 'refund'),
          amount: fc.option(fc.integer({ min: 1, max: TOTAL }), { nil: undefined }),
          way: fc.constantFrom<'http' | 'bus' | 'task'>('http', 'bus', 'task'),
          sweeps: fc.nat({ max: 4 }),
          probes: fc.nat({ max: 9 }).map((n) => n === 0),
        }),
      )
      .map(([made, story]) => ({ ...story, ...made })),
  ),
  async run(story) {
    const state = await play(story);
    if (!story.isPrompt) return state;
    const plain = await play({ ...story, turns: [] });
    holds(state === plain, 'how an answer is written changes nothing', () => shown({ state, plain }));
    return state;
  },
};

/** @returns the state of the operation in the end */
async function play(story: Story): Promise<string> {
  const { payment, sweeps } = story;
  const double = createProviderDouble(payment, story.turns);
  const ports = createPorts(double.answer);
  const invoke = createFuzzFunction(payment.provider, ports);
  if (story.probes)
    await createFuzzOperator(payment.provider, ports)({ command: 'probe', merchantId: MERCHANT });
  await begin(story, invoke, ports);
  checkStory(story, double, ports);
  for (let round = 0; round < sweeps; round++) {
    ports.pass(20 * 60_000);
    const swept = await invoke({ trigger: 'sweep' });
    holds(isObject(swept) && 'failed' in swept && swept.failed === 0, 'a sweep fails at nothing', () =>
      shown(ports.logged.slice(-6)),
    );
    checkStory(story, double, ports);
  }
  const read = await invoke(toEvent(story, 'GET', ''));
  readHttpAnswer(read);
  checkOutputs(ports, read);
  return stateOf(ports);
}

async function begin(
  story: Story,
  invoke: (event: unknown) => Promise<unknown>,
  ports: Ports,
): Promise<void> {
  const { way, kind, amount, payment } = story;
  const { provider } = payment;
  const detail = {
    merchantId: MERCHANT,
    provider,
    paymentId: PAYMENT_ID[provider],
    idempotencyKey: 'key-1',
    amount,
  };
  if (way === 'http') {
    const result = await invoke(toEvent(story, 'POST', kind === 'refund' ? '/refunds' : '/cancellations'));
    readHttpAnswer(result);
    checkOutputs(ports, result);
  } else if (way === 'task') {
    const task = { action: kind === 'refund' ? 'refund' : 'cancel', ...detail };
    await invoke(JSON.parse(JSON.stringify(task))).then(
      (result) => checkOutputs(ports, result),
      (error: unknown) => readThrown(error, ports),
    );
  } else {
    const type = kind === 'refund' ? 'PaymentRefundRequested' : 'PaymentCancellationRequested';
    const body = JSON.stringify({
      id: 'e-1',
      source: `estorno.merchant.${MERCHANT}`,
      'detail-type': type,
      detail,
    });
    const record = {
      messageId: 'm',
      receiptHandle: 'r',
      body,
      attributes: { ApproximateReceiveCount: '1' },
      eventSource: 'aws:sqs',
      eventSourceARN: 'a:q',
    };
    const result = await invoke({ Records: [record] });
    holds(isObject(result) && ports.delays.length === 0, 'what is begun is done for the queue', () =>
      shown(ports.logged),
    );
  }
}

/** Money by the truth against money by the ledger, and what the logs say of us. */
function checkStory({ amount = TOTAL }: Story, { effects, given }: ProviderDouble, ports: Ports): void {
  checkOutputs(ports);
  const state = stateOf(ports);
  holds(effects.length <= 1 && given() <= amount, 'one effect at most', () =>
    shown({ effects, logged: ports.logged }),
  );
  holds(state !== 'succeeded' || effects.length === 1, 'a success is one effect', () =>
    shown({ state, logged: ports.logged }),
  );
  holds(state !== 'failed' || effects.length === 0, 'a failure is no effect', () =>
    shown({ state, effects, logged: ports.logged, saves: ports.saves.at(-1) }),
  );
  holds(state !== 'sending', 'nothing stays sending', () => shown(ports.logged));
  const ours = ports.logged.filter((line) => isOurMistake(JSON.parse(line)));
  holds(ours.length === 0, 'no mistake of ours', () => shown(ours));
}

function isOurMistake({ event, error, why = '', code }: Record<string, unknown>): boolean {
  if (
    ['change_not_saved', 'session_not_stored', 'session_store_failed', 'inquiry_failed'].includes(
      String(event),
    )
  )
    return true;
  if (event === 'not_resumed' || event === 'sweep_failed')
    return !isProblemCode(String(error)) || error === 'internal_error';
  return String(why).includes('our own code failed') || code === 'internal_error';
}

function stateOf({ saves }: Ports): string {
  const last = saves.at(-1);
  return last === undefined ? 'nothing' : String(JSON.parse(last).operations?.L?.[0]?.M?.state?.S);
}

function toEvent({ payment: { provider }, amount }: Story, method: string, rest: string) {
  const route = `/v1/merchants/{merchantId}/${provider}/payments/{paymentId}${rest}`;
  const pathParameters = { merchantId: MERCHANT, paymentId: PAYMENT_ID[provider] };
  const rawPath = route.replace('{merchantId}', MERCHANT).replace('{paymentId}', PAYMENT_ID[provider]);
  const headers = { 'idempotency-key': 'key-1', 'content-type': 'application/json' };
  const body = method === 'GET' ? null : JSON.stringify({ amount });
  const http = { method, path: rawPath, sourceIp: '127.0.0.1' };
  const requestContext = { requestId: 'request-1', ...SIGNED_CALLER, http };
  return {
    version: '2.0',
    routeKey: `${method} ${route}`,
    rawPath,
    pathParameters,
    headers,
    body,
    requestContext,
  };
}
