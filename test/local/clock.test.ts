import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { createLocalClock } from '../../local/clock/local-clock.ts';
import { callAws } from '../e2e/aws.ts';
import { eventually } from './eventually.ts';
import { toMachine, toTask } from './fixture-machine.ts';
import { startFixtureStack } from './fixture-stack.ts';
import { createFlowClient, toMachineArn, untilEnded } from './flow-client.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Before anything of the function runs, and at each call, in every way of asking for the time. */
const TIMES = `const atStart = Date.now();
export const handler = async (event, context) => ({
  atStart,
  now: Date.now(),
  made: new Date().getTime(),
  called: Date.parse(Date()),
  copied: new (new Date().constructor)().getTime(),
  given: new Date(0).getTime(),
  isDate: new Date() instanceof Date && Object.getPrototypeOf(new (class extends Date {})()) instanceof Date,
  remainingMs: context.getRemainingTimeInMillis(),
  variables: Object.keys(process.env).filter((name) => name.includes('CLOCK')),
});`;

const FAILS_ONCE = `let calls = 0;
export const handler = async () => {
  calls += 1;
  if (calls === 1) throw Object.assign(new Error('busy'), { name: 'busy' });
  return calls;
};`;

const WAITS_A_DAY = { StartAt: 'Day', States: { Day: { Type: 'Wait', Seconds: DAY / 1000, End: true } } };
const RETRIES_IN_AN_HOUR = {
  StartAt: 'Try',
  States: {
    Try: toTask('FailsOnce', { Retry: [{ ErrorEquals: ['busy'], IntervalSeconds: 3600 }], End: true }),
  },
};

const clock = createLocalClock({ startsAt: Date.parse('2028-02-29T23:58:00-03:00') });
const stack = await startFixtureStack(
  {
    functions: { Times: { source: TIMES }, FailsOnce: { source: FAILS_ONCE } },
    routes: { 'GET /times': 'Times' },
    resources: {
      ...toMachine('Day', WAITS_A_DAY),
      ...toMachine('Limited', { ...WAITS_A_DAY, TimeoutSeconds: HOUR / 1000 }),
      ...toMachine('Retries', RETRIES_IN_AN_HOUR, ['FailsOnce']),
    },
  },
  { clock },
);
const client = createFlowClient(stack);

describe('a function', () => {
  test('has the time of the stack from its first moment on, and no sign that it is another', async () => {
    const before = clock.now();
    const times = await askForTimes();
    const after = clock.now();

    for (const name of ['now', 'made', 'copied'] as const)
      assert.ok(before <= times[name] && times[name] <= after, name);
    assert.ok(before - 1000 < times.called && times.called <= after);
    assert.ok(times.atStart <= times.now && times.atStart >= before);
    assert.deepEqual([times.given, times.isDate, times.variables], [0, true, []]);
    assert.ok(times.remainingMs > 0 && times.remainingMs <= 10_000);
  });

  test('that runs already follows the clock when it is moved', async () => {
    const id = stack.environments.list()[0]?.id;
    const before = (await askForTimes()).now;
    clock.moveForward(DAY);

    const times = await askForTimes();

    assert.equal(stack.environments.list()[0]?.id, id);
    assert.ok(times.now >= before + DAY && times.now <= clock.now());
    assert.ok(times.remainingMs > 0 && times.remainingMs <= 10_000);
  });
});

describe('an execution', () => {
  test('that waits goes on when the clock is moved past its time', async () => {
    const { executionArn } = await start('Day');
    await entered(executionArn, 'WaitStateEntered');
    clock.moveForward(DAY - HOUR);
    assert.equal((await describeExecution(executionArn)).status, 'RUNNING');

    clock.moveForward(HOUR);

    const { status, startDate, stopDate } = await untilEnded(client, executionArn);
    assert.equal(status, 'SUCCEEDED');
    assert.ok(Number(stopDate) - Number(startDate) >= DAY);
  });

  test('that pauses before a retry goes on when the clock is moved past its time', async () => {
    const { executionArn } = await start('Retries');
    await entered(executionArn, 'TaskFailed');

    clock.moveForward(HOUR);

    assert.equal((await untilEnded(client, executionArn)).status, 'SUCCEEDED');
  });

  test('has timed out when the clock is moved past the limit of its machine', async () => {
    const { executionArn } = await start('Limited');
    await entered(executionArn, 'WaitStateEntered');

    clock.moveForward(HOUR);

    assert.equal((await untilEnded(client, executionArn)).status, 'TIMED_OUT');
  });
});

test('a new secret has the time of the stack, and no answer has a date by which a client would set its own', async () => {
  stack.putSecret('loja-1', 'letpay', {});
  const SecretId = 'estorno/loja-1/letpay';
  const secret = await callAws(stack, 'secretsmanager.GetSecretValue', { SecretId });
  const response = await fetch(stack.awsUrl, { method: 'POST', body: '{}' });

  assert.ok(isWithin(secret, clock.now() / 1000));
  assert.equal(response.headers.get('date'), null);
});

describe('the clock', () => {
  test('does not go back', () => {
    assert.throws(() => clock.moveForward(-1), RangeError);
  });

  test('lets nobody wait who has given up, nor for what is past', async () => {
    const reason = new Error('given up');
    await assert.rejects(clock.waitUntil(clock.now() + DAY, AbortSignal.abort(reason)), reason);
    await clock.waitUntil(clock.now(), new AbortController().signal);
  });

  test('reports no move to one who has stopped listening', () => {
    const own = createLocalClock({ offsetMs: HOUR });
    const heard: number[] = [];
    const stop = own.onMove(() => heard.push(own.offsetMs()));
    own.moveForward(1);
    stop();
    own.moveForward(1);
    assert.deepEqual(heard, [HOUR + 1]);
  });
});

type Times = Record<'atStart' | 'now' | 'made' | 'called' | 'copied' | 'given' | 'remainingMs', number> & {
  readonly isDate: boolean;
  readonly variables: readonly string[];
};

async function askForTimes(): Promise<Times> {
  const response = await fetch(`${stack.url}/times`);
  return response.json() as Promise<Times>;
}

function start(machine: string) {
  return client.send(new StartExecutionCommand({ stateMachineArn: toMachineArn(machine) }));
}

function describeExecution(executionArn: string | undefined) {
  return client.send(new DescribeExecutionCommand({ executionArn }));
}

/** Waits until an execution has come to an event of this type. */
function entered(executionArn: string | undefined, type: string) {
  return eventually(async () => {
    const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
    return events?.some((event) => event.type === type);
  });
}

function isWithin(secret: unknown, nowSeconds: number): boolean {
  const { CreatedDate } = secret as { CreatedDate: number };
  return CreatedDate <= nowSeconds && CreatedDate > nowSeconds - 600;
}
