import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { GetExecutionHistoryCommand } from '@aws-sdk/client-sfn';
import { PROVIDERS } from '../../infra/providers.ts';
import { resourcesOf, template } from '../infra/synthesize.ts';
import { startFixtureStack } from './fixture-stack.ts';
import { createFlowClient, runToEnd, toMachineArn } from './flow-client.ts';

/**
 * Stands in for a provider's function. The payment's id is its script: one word for each call, the last for all that
 * follow. A state, `failed:<code>`, `!<error>`, or a state with `@<seconds until the next check>`.
 */
const STUB = `const calls = {};
export const handler = async (event) => {
  console.log(JSON.stringify(event));
  const { merchantId, provider, paymentId } = event.command;
  const script = paymentId.split(',');
  const n = calls[paymentId] = (calls[paymentId] ?? 0) + 1;
  const word = script[Math.min(n, script.length) - 1];
  if (word.startsWith('!')) throw Object.assign(new Error('call ' + n), { name: word.slice(1) });
  const [, state, code, seconds] = /^(\\w+)(?::(\\w+))?(?:@(-?\\d+))?$/.exec(word);
  return {
    id: 'op_1', kind: 'refund', merchantId, provider, paymentId, state, outcome: 'unknown', reference: 'order-1',
    nextCheckAt: seconds ? new Date(Date.now() + seconds * 1000).toISOString() : null,
    problem: code ? { code, detail: 'A detail.', provider: { name: provider, message: 'Words.' } } : null,
  };
};`;

/** The flow as it deploys, and functions under the names that it calls. */
const functionIds = resourcesOf('AWS::Lambda::Function').map(([id]) => id);
const stubs = functionIds.filter((id) =>
  PROVIDERS.some((provider) => id.startsWith(`${provider.id}Function`)),
);
const flow = Object.entries(template.Resources).filter(([id]) => id.startsWith('RefundFlow'));
const published = [...resourcesOf('AWS::Lambda::Version'), ...resourcesOf('AWS::Lambda::Alias')].filter(
  ([, { Properties }]) => stubs.includes(Properties.FunctionName.Ref),
);
const machineId = flow.find(([, { Type }]) => Type === 'AWS::StepFunctions::StateMachine')?.[0] ?? '';

const waited: number[] = [];
const stack = await startFixtureStack(
  {
    functions: Object.fromEntries(stubs.map((id) => [id, { source: STUB }])),
    resources: Object.fromEntries([...flow, ...published]),
  },
  {
    concurrency: 1,
    flowWaits: (seconds) => {
      waited.push(Math.round(seconds));
      return 1;
    },
  },
);
const client = createFlowClient(stack);
after(() => client.destroy());

/** Runs the flow over a script. @returns its end, what the stub was called with, and the waits in seconds */
async function run(script: string, input: object = {}) {
  // What is asked of the waits besides are the pauses before retries, of all tasks.
  const command = { action: 'settle', merchantId: 'loja-1', provider: 'letpay', operationId: 'op_1' };
  const before = stack.logs.length;
  waited.length = 0;
  const ended = await runToEnd(client, toMachineArn(machineId), { ...command, paymentId: script, ...input });
  const events = stack.logs
    .slice(before)
    .filter(({ line }) => line.includes('"action"'))
    .map(({ line, functionId }) => ({
      functionId,
      event: JSON.parse(line.slice(line.indexOf('{'))),
    }));
  for (const { event } of events)
    assert.deepEqual(
      [Object.keys(event), event.trigger, event.execution],
      [['trigger', 'execution', 'command'], 'flow', ended.executionArn],
    );
  return { ended, events, waits: waited.slice(RETRIERS) };
}

/** Each task has two retriers. */
const RETRIERS = 2 * PROVIDERS.length;

test('an operation that is done ends the flow, whose output is its ids', async () => {
  const { ended, events } = await run('succeeded');

  assert.equal(ended.status, 'SUCCEEDED');
  assert.deepEqual(JSON.parse(ended.output ?? ''), {
    action: 'settle',
    merchantId: 'loja-1',
    provider: 'letpay',
    paymentId: 'succeeded',
    operationId: 'op_1',
  });
  assert.equal(events.length, 1);
});

test('the first task gets the whole command as a value, and every later one ids only', async () => {
  const { events } = await run('processing,succeeded', {
    ...{ action: 'refund', provider: 'sopague', idempotencyKey: 'k-1', amount: 1035, operationId: undefined },
  });

  const ref = { merchantId: 'loja-1', provider: 'sopague', paymentId: 'processing,succeeded' };
  assert.deepEqual(
    events.map(({ event }) => event.command),
    [
      { action: 'refund', ...ref, idempotencyKey: 'k-1', amount: 1035 },
      { action: 'settle', ...ref, operationId: 'op_1' },
    ],
  );
  assert.ok(events.every(({ functionId }) => functionId.startsWith('sopagueFunction')));
});

/** What has passed of a time since the stub named it, on a busy machine too, is waited less. */
function assertWaits(waits: readonly number[], named: readonly number[]): void {
  assert.equal(waits.length, named.length, `it waited ${waits}`);
  for (const [at, seconds] of named.entries()) {
    const passed = seconds - (waits[at] ?? 0);
    assert.ok(passed >= 0 && passed < Math.min(60, seconds / 2), `it waited ${waits}, and not ${named}`);
  }
}

describe('the flow asks again', () => {
  const ROWS: readonly [what: string, script: string, waits: readonly number[]][] = [
    ['when the operation says', 'processing@7200,processing@600,succeeded', [7200, 600]],
    ['after a minute where it says nothing', 'unknown,succeeded', [60]],
    ['after some seconds where the time has come already', 'accepted@-5,accepted@0,succeeded', [15, 15]],
    ['after six hours where a person is at work', 'manual_review,manual_review,succeeded', [21600, 21600]],
    ['after two hours where people at the provider decide', 'awaiting_approval@60,succeeded', [7200]],
    [
      'every hour where nothing is begun because the provider is switched off',
      '!provider_disabled,!provider_disabled,accepted@210,succeeded',
      [3600, 3600, 210],
    ],
    ['in a state that it does not know', 'dreaming@90,succeeded', [90]],
  ];
  for (const [what, script, waits] of ROWS)
    test(what, async () => {
      const result = await run(script);

      assert.equal(result.ended.status, 'SUCCEEDED');
      assertWaits(result.waits, waits);
    });
});

describe('the flow fails', () => {
  const ROWS: readonly [what: string, script: string, error: string, calls: number][] = [
    [
      'by the problem of a failed operation',
      'processing,failed:declined_by_provider',
      'declined_by_provider',
      2,
    ],
    ['by a name of its own where the operation was withdrawn', 'accepted,failed', 'withdrawn', 2],
    ['by a thrown problem that never goes away', '!payment_not_found', 'payment_not_found', 1],
    ['by an error of the code', '!TypeError', 'TypeError', 1],
    ['by a problem that does not go away in thirteen calls', '!payment_busy', 'payment_busy', 13],
  ];
  for (const [what, script, error, calls] of ROWS)
    test(what, async () => {
      const { ended, events } = await run(script);

      assert.deepEqual([ended.status, ended.error, events.length], ['FAILED', error, calls]);
    });

  test('with the id of the failed operation as the cause', async () => {
    const { ended } = await run('failed:not_refundable');

    assert.equal(ended.cause, 'op_1');
  });

  const ODD_INPUTS: readonly [what: string, input: object][] = [
    ['no action', { action: undefined }],
    ['another action', { action: 'list' }],
    ['an action that is no text', { action: ['settle'] }],
    ['an operator command', { action: undefined, trigger: 'operator', command: 'disable' }],
    ['an HTTP event', { action: undefined, version: '2.0', requestContext: { http: { method: 'POST' } } }],
    ['a batch of messages', { action: undefined, Records: [{ eventSource: 'aws:sqs' }] }],
    ['settle without an operation', { operationId: undefined }],
    ['settle of an object', { operationId: { id: 'op_1' } }],
  ];
  for (const [what, input] of ODD_INPUTS)
    test(`without a call where it is started with ${what}`, async () => {
      const { ended, events } = await run('succeeded', input);

      assert.deepEqual([ended.status, ended.error, events.length], ['FAILED', 'validation_failed', 0]);
    });

  test('settle passes on only the fields that it knows', async () => {
    const { events } = await run('succeeded', { trigger: 'operator', amount: 1, requestContext: {} });

    assert.deepEqual(Object.keys(events[0]?.event.command ?? {}), [
      ...['action', 'merchantId', 'provider', 'paymentId', 'operationId'],
    ]);
  });

  for (const provider of ['modelo', 7, null, undefined])
    test(`without a call where the provider is ${provider}`, async () => {
      const { ended, events } = await run('succeeded', { provider });

      assert.deepEqual([ended.status, ended.error, events.length], ['FAILED', 'validation_failed', 0]);
      assert.match(ended.cause ?? '', /must be one of letpay, sopague/);
    });
});

for (const error of ['provider_unreachable', 'payment_busy', 'internal_error', 'Lambda.Unknown'])
  test(`a task that fails with ${error} is tried again with the same event`, async () => {
    const { ended, events } = await run(`!${error},!${error},succeeded`);

    assert.equal(ended.status, 'SUCCEEDED');
    assert.deepEqual(events[2], events[0]);
  });

test('while it waits, the execution holds ids, the state and the time, and no word of the provider', async () => {
  const { ended } = await run('accepted:provider_unreachable@60,succeeded');
  const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn: ended.executionArn }));

  const wait = events?.find(({ type }) => type === 'WaitStateEntered')?.stateEnteredEventDetails;
  const held = JSON.parse(wait?.input ?? '');
  assert.deepEqual(Object.keys(held).sort(), ['command', 'nextCheckAt', 'polls', 'state']);
  assert.equal(held.polls, 1);
  const ids = ['action', 'merchantId', 'operationId', 'paymentId', 'provider'];
  assert.deepEqual(Object.keys(held.command).sort(), ids);
});
