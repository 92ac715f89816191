import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
  type StartExecutionCommandInput,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { toMachine, toTask } from './fixture-machine.ts';
import { startFixtureStack } from './fixture-stack.ts';
import { createFlowClient, runToEnd, toMachineArn, untilEnded } from './flow-client.ts';

const HOURS = { StartAt: 'Hours', States: { Hours: { Type: 'Wait', Seconds: 21_600, End: true } } };
const ECHO = { StartAt: 'Echo', States: { Echo: toTask('Echo', { End: true }) } };
const COUNT = `const seen = {};
export const handler = async ({ id, failures, error }) => {
  seen[id] = (seen[id] ?? 0) + 1;
  if (seen[id] <= failures) throw Object.assign(new Error('number ' + seen[id]), { name: error });
  return seen[id];
};`;
const TRIED = {
  StartAt: 'Count',
  States: {
    Count: toTask('Count', {
      Retry: [{ ErrorEquals: ['busy'], IntervalSeconds: 3600, MaxAttempts: 2 }],
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Failed' }],
      End: true,
    }),
    Failed: { Type: 'Fail', ErrorPath: '$.error.Error', CausePath: '$.error.Cause' },
  },
};

const stack = await startFixtureStack(
  {
    functions: {
      Echo: { source: 'export const handler = async (event) => event;' },
      Count: { source: COUNT },
      Starter: {
        source: 'export const handler = async () => {};',
        statements: [{ Effect: 'Allow', Action: 'states:StartExecution', Resource: { Ref: 'Hours' } }],
      },
    },
    resources: {
      ...toMachine('Hours', HOURS),
      ...toMachine('Echo2', ECHO, ['Echo']),
      ...toMachine('Forbidden', ECHO),
      ...toMachine('Tried', TRIED, ['Count']),
      ...toMachine('Limited', { ...HOURS, TimeoutSeconds: 1 }),
    },
  },
  { concurrency: 1, flowWaits: (seconds) => (seconds === 21_600 ? 21_600_000 : 1) },
);
const client = createFlowClient(stack);

function start(input: Partial<StartExecutionCommandInput>, caller = 'local') {
  const command = new StartExecutionCommand({ stateMachineArn: toMachineArn('Hours'), ...input });
  return createFlowClient(stack, caller).send(command);
}

describe('an execution', () => {
  test('calls the function, and its output is what the states make of the answer', async () => {
    const ended = await runToEnd(client, toMachineArn('Echo2'), { a: 'é' });

    assert.equal(ended.status, 'SUCCEEDED');
    assert.deepEqual(JSON.parse(ended.output ?? ''), {
      ExecutedVersion: '$LATEST',
      Payload: { a: 'é' },
      StatusCode: 200,
    });
    assert.ok(ended.startDate && ended.stopDate && ended.startDate <= ended.stopDate);
  });

  test('tries a task again on an error that Retry names, after the pause that the stack was given', async () => {
    const ended = await runToEnd(client, toMachineArn('Tried'), { id: 'a', failures: 2, error: 'busy' });

    assert.equal(ended.status, 'SUCCEEDED');
    assert.equal(JSON.parse(ended.output ?? '').Payload, 3);
  });

  for (const [what, id, failures, error, count] of [
    ['after the last attempt', 'b', 9, 'busy', 'number 3'],
    ['at once where Retry does not name it', 'c', 9, 'RangeError', 'number 1'],
  ] as const)
    test(`fails by the name of the function's error, ${what}`, async () => {
      const ended = await runToEnd(client, toMachineArn('Tried'), { id, failures, error });

      assert.deepEqual([ended.status, ended.error], ['FAILED', error]);
      assert.equal(JSON.parse(ended.cause ?? '').errorMessage, count);
    });

  test('fails as on AWS where the role of the machine may not call the function', async () => {
    const ended = await runToEnd(client, toMachineArn('Forbidden'), {});

    assert.deepEqual([ended.status, ended.error], ['FAILED', 'Lambda.AWSLambdaException']);
    assert.match(ended.cause ?? '', /ForbiddenRole.* is not authorized to perform: lambda:InvokeFunction/);
  });

  test('ends by the limit of its machine', async () => {
    const ended = await runToEnd(client, toMachineArn('Limited'), {});

    assert.equal(ended.status, 'TIMED_OUT');
  });
});

describe('StartExecution', () => {
  const input = '{"a":1}';
  before(() => start({ name: 'taken', input }));

  test('gives the execution that runs under the name with the same input', async () => {
    const [first, second] = [await start({ name: 'taken', input }), await start({ name: 'taken', input })];

    assert.equal(first.executionArn, second.executionArn);
    assert.deepEqual(first.startDate, second.startDate);
  });

  test('refuses a name that runs with another input', async () => {
    await assert.rejects(start({ name: 'taken', input: '{"a":2}' }), { name: 'ExecutionAlreadyExists' });
  });

  test('refuses a name whose execution has ended', async () => {
    const { executionArn } = await start({ name: 'ended', input });
    await client.send(new StopExecutionCommand({ executionArn }));

    await assert.rejects(start({ name: 'ended', input }), { name: 'ExecutionAlreadyExists' });
  });

  test('makes up a name, and the input {}', async () => {
    const started = [await start({}), await start({})];
    const described = await client.send(
      new DescribeExecutionCommand({ executionArn: started[0]?.executionArn }),
    );

    assert.notEqual(started[0]?.executionArn, started[1]?.executionArn);
    assert.equal(described.input, '{}');
  });

  const ROWS: readonly [what: string, input: Partial<StartExecutionCommandInput>, name: string][] = [
    ['no machine', { stateMachineArn: toMachineArn('Nobody') }, 'StateMachineDoesNotExist'],
    ...['a b', 'a/b', 'a:b', 'a*', '{a}', 'a\u007f', '', 'x'.repeat(81)].map(
      (name): [string, Partial<StartExecutionCommandInput>, string] => [
        `the name ${JSON.stringify(name.slice(0, 10))}, of ${name.length}`,
        { name },
        'InvalidName',
      ],
    ),
    ['an input that is no JSON', { input: '{' }, 'InvalidExecutionInput'],
    ['too long an input', { input: JSON.stringify('x'.repeat(262_144)) }, 'InvalidExecutionInput'],
  ];
  for (const [what, wrong, name] of ROWS)
    test(`refuses ${what}`, () => assert.rejects(start(wrong), { name }));

  test('is for roles that may', async () => {
    await start({}, 'Starter');

    await assert.rejects(start({ stateMachineArn: toMachineArn('Echo2') }, 'Starter'), {
      name: 'AccessDeniedException',
      message: /states:StartExecution on resource: \S+:stateMachine:Estorno-Echo2/,
    });
  });

  test('gives no right to read what was started', async () => {
    const { executionArn } = await start({}, 'Starter');

    const reading = createFlowClient(stack, 'Starter').send(new DescribeExecutionCommand({ executionArn }));
    await assert.rejects(reading, { name: 'AccessDeniedException' });
  });
});

test('StopExecution ends what runs, and says why', async () => {
  const { executionArn } = await start({ name: 'stopped' });
  await client.send(new StopExecutionCommand({ executionArn, error: 'enough', cause: 'a test' }));

  const ended = await untilEnded(client, executionArn);
  assert.deepEqual([ended.status, ended.error, ended.cause], ['ABORTED', 'enough', 'a test']);
});

test('ListExecutions gives those of a machine by status, newest first, in pages', async () => {
  const stateMachineArn = toMachineArn('Limited');
  const names = ['l1', 'l2', 'l3'];
  for (const name of names) await start({ stateMachineArn, name });

  const request = { stateMachineArn, statusFilter: 'RUNNING', maxResults: 2 } as const;
  const first = await client.send(new ListExecutionsCommand(request));
  const second = await client.send(new ListExecutionsCommand({ ...request, nextToken: first.nextToken }));
  assert.deepEqual(
    [first, second].map(({ executions }) => executions?.map(({ name }) => name)),
    [['l3', 'l2'], ['l1']],
  );
  assert.equal(second.nextToken, undefined);
});

test('GetExecutionHistory shows which states it went through', async () => {
  const { executionArn } = await runToEnd(client, toMachineArn('Tried'), {
    id: 'h',
    failures: 9,
    error: 'no',
  });
  const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn }));

  assert.deepEqual(
    events?.map(({ type, stateEnteredEventDetails: entered }) => [type, entered?.name]),
    [
      ['ExecutionStarted', undefined],
      ['TaskStateEntered', 'Count'],
      ['TaskFailed', undefined],
      ['TaskStateExited', undefined],
      ['FailStateEntered', 'Failed'],
      ['ExecutionFailed', undefined],
    ],
  );
});

test('an execution that is not there is refused', async () => {
  const executionArn = `${toMachineArn('Hours').replace('stateMachine', 'execution')}:nobody`;
  await assert.rejects(client.send(new DescribeExecutionCommand({ executionArn })), {
    name: 'ExecutionDoesNotExist',
  });
});

test('closing the stack aborts what runs', async () => {
  const own = await startFixtureStack({ resources: toMachine('Hours', HOURS) });
  await createFlowClient(own).send(new StartExecutionCommand({ stateMachineArn: toMachineArn('Hours') }));
  const [execution] = own.executions.list();
  await own.close();

  assert.equal(execution?.end()?.status, 'ABORTED');
});

after(() => client.destroy());
