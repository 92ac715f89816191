import assert from 'node:assert/strict';
import { after, afterEach, describe, test } from 'node:test';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { readHttpApi } from '../../local/assembly/http-api.ts';
import { readAssembly } from '../../local/assembly/read-assembly.ts';
import { synthesize } from '../../local/synthesize.ts';
import { OPERATOR_ROUTE } from '../../shared/http/operator-routes.ts';
import { eventually } from '../local/eventually.ts';
import { createFlowClient, runToEnd } from '../local/flow-client.ts';
import { SIGNED_CALLER } from '../signed-caller.ts';
import { operate } from './operate.ts';
import { startWorld, type TestPayment, toPath } from './world.ts';

/** What each right reaches with each kind of event: docs/security.md says the same. */
const world = await startWorld({ flowWaits: () => 0.01 });
const { stack } = world;
const outputs = await readOutputs();
const API_ID = readHttpApi(readAssembly(await synthesize())).apiId;
const clients = {
  sqs: new SQSClient({ ...toConfig(), useQueueUrlAsEndpoint: false }),
  flow: createFlowClient(stack),
};
after(() => Object.values(clients).forEach((client) => void client.destroy()));
after(() => world.close());
afterEach(() => world.forget());

function toConfig() {
  return {
    ...{ region: stack.region, endpoint: stack.awsUrl, maxAttempts: 1 },
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
}

async function readOutputs(): Promise<Record<string, string>> {
  const described = z.object({ outputs: z.record(z.string(), z.string()) });
  return described.parse(await (await fetch(`${stack.url}/_local`)).json()).outputs;
}

type Command = TestPayment & { readonly idempotencyKey: string };

const SWITCH_OFF = { command: 'disable', reason: 'a stranger turned it' };

/** Every kind of event that a function handles, about a payment. The ids of the API and of the queue are no secret. */
const KINDS = {
  'an HTTP request': (command: Command) => toHttp(command, API_ID),
  'an HTTP request of another API': (command: Command) => toHttp(command, 'another123'),
  'a command of operators': () => ({ trigger: 'operator', ...SWITCH_OFF }),
  'a request of operators': () => toOperatorRequest(),
  'a sweep': () => ({ trigger: 'sweep' }),
  'a sweep with a command': (command: Command) => ({ trigger: 'sweep', action: 'cancel', ...command }),
  'a task': (command: Command) => ({ action: 'cancel', ...command }),
  'a task of the flow': (command: Command) => ({
    trigger: 'flow',
    execution: 'arn:aws:states:sa-east-1:000000000000:execution:forged:op_1',
    command: { action: 'cancel', ...command },
  }),
  'a batch of another queue': (command: Command) => toBatch(command),
  'an event of the bus': (command: Command) => toBusEvent(command),
} as const;

type Kind = keyof typeof KINDS;

function toHttp(command: Command, api: string) {
  const { merchantId, paymentId, idempotencyKey } = command;
  const path = `${toPath(command)}/cancellations`;
  return {
    version: '2.0',
    routeKey: 'POST /v1/merchants/{merchantId}/letpay/payments/{paymentId}/cancellations',
    ...{ rawPath: path, headers: { 'idempotency-key': idempotencyKey } },
    ...{ pathParameters: { merchantId, paymentId }, body: null, isBase64Encoded: false },
    requestContext: { ...SIGNED_CALLER, apiId: api, http: { method: 'POST', path, sourceIp: '127.0.0.1' } },
    // So that a flow would find its provider.
    ...{ provider: 'letpay' },
  };
}

function toOperatorRequest() {
  return {
    ...{ version: '2.0', routeKey: `${OPERATOR_ROUTE.method} ${OPERATOR_ROUTE.path}` },
    rawPath: '/v1/operator/letpay/disable',
    pathParameters: { provider: 'letpay', command: 'disable' },
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ reason: SWITCH_OFF.reason }),
    requestContext: { ...SIGNED_CALLER, apiId: 'another123', http: { method: 'POST' } },
  };
}

function toBusEvent({ merchantId, ...rest }: Command) {
  const source = `estorno.merchant.${merchantId}`;
  return {
    id: 'event-1',
    source,
    'detail-type': 'PaymentCancellationRequested',
    detail: { merchantId, ...rest },
  };
}

function toBatch(command: Command) {
  const record = { messageId: 'm-1', receiptHandle: 'r-1', body: JSON.stringify(toBusEvent(command)) };
  const attributes = { ApproximateReceiveCount: '1' };
  const eventSourceARN = 'arn:aws:sqs:sa-east-1:000000000000:another';
  return { Records: [{ ...record, attributes, eventSource: 'aws:sqs', eventSourceARN }] };
}

type Right = {
  readonly name: string;
  /** Sends any event with this right, and waits until it was handled. */
  readonly use: (event: object, command: Command) => Promise<unknown>;
  /** The kinds with which the payment is canceled; with any other nothing happens. */
  readonly cancels: readonly Kind[];
};

async function deadLetters(): Promise<number> {
  return (await stack.queues.messages('CommandDeadLetters')).length;
}

/** Until the payment was canceled, or what was sent is a dead letter. */
async function untilHandled(payment: TestPayment, before: number): Promise<void> {
  await eventually(async () => world.sent(payment, 'cancel').length > 0 || (await deadLetters()) > before);
}

const RIGHTS: readonly Right[] = [
  {
    name: 'states:StartExecution on the flow',
    use: (event, { provider }) => runToEnd(clients.flow, outputs.RefundFlowArn ?? '', { provider, ...event }),
    cancels: ['a task'],
  },
  {
    name: "lambda:InvokeFunction on a provider's function, by whatever version or alias",
    use: (event) => stack.invoke('letpayFunction', event),
    cancels: ['an HTTP request', 'a task', 'a task of the flow'],
  },
  {
    name: 'lambda:InvokeFunction on the function of operators',
    use: (event) => stack.invoke('operatorFunction', event),
    cancels: [],
  },
  {
    name: 'lambda:InvokeFunction on the function without a provider',
    use: (event) => stack.invoke('apiFunction', event),
    cancels: [],
  },
  {
    name: 'lambda:InvokeFunction on the relay',
    use: (event) => stack.invoke('relayFunction', event),
    cancels: [],
  },
  {
    name: 'sqs:SendMessage on the queue of a provider',
    use: async (event, command) => {
      const before = await deadLetters();
      const MessageBody = JSON.stringify(event);
      await clients.sqs.send(new SendMessageCommand({ QueueUrl: outputs.LetpayCommandsUrl, MessageBody }));
      await untilHandled(command, before);
    },
    cancels: ['an event of the bus'],
  },
  {
    name: 'events:PutEvents on the bus with the source of a merchant',
    use: async (event, command) => {
      const before = await deadLetters();
      const source = `estorno.merchant.${command.merchantId}`;
      const detail = { provider: 'letpay', ...event };
      await stack.putEvent({ source, detailType: 'PaymentCancellationRequested', detail });
      await untilHandled(command, before);
    },
    cancels: [],
  },
];

async function isSwitchedOff(): Promise<boolean> {
  const { payload } = await operate(stack, 'letpay', { command: 'switches' });
  return JSON.stringify(payload).includes(SWITCH_OFF.reason);
}

let count = 0;

for (const { name, use, cancels } of RIGHTS)
  describe(name, () => {
    for (const kind of Object.keys(KINDS).filter(isKind))
      test(`with ${kind} ${cancels.includes(kind) ? 'cancels' : 'does nothing'}`, async () => {
        const payment = world.newPayment('letpay');
        const command = { ...payment, idempotencyKey: `right-${++count}` };

        await use(KINDS[kind](command), command);

        assert.equal(world.sent(payment, 'cancel').length, cancels.includes(kind) ? 1 : 0);
        assert.equal(await isSwitchedOff(), false);
      });
  });

function isKind(name: string): name is Kind {
  return Object.hasOwn(KINDS, name);
}
