import assert from 'node:assert/strict';
import { describe, mock, test } from 'node:test';
import type { LocalFunction } from '../../local/assembly/lambda.ts';
import { createLocalClock } from '../../local/clock/local-clock.ts';
import type { FunctionPool } from '../../local/lambda/function-pool.ts';
import { createLogBook } from '../../local/lambda/log-book.ts';
import { createSchedules } from '../../local/lambda/schedules.ts';
import { toRule } from './fixture-assembly.ts';
import { startFixtureStack } from './fixture-stack.ts';

const stack = await startFixtureStack({
  functions: {
    Echo: { source: 'export const handler = async (event) => event;' },
    Throws: { source: 'export const handler = async () => { throw new RangeError("too far"); };' },
  },
  resources: {
    EchoRule: toRule('Echo', { Input: '{"trigger":"sweep"}' }),
    ThrowsRule: toRule('Throws', { Input: '{}' }),
  },
});

test('running the schedules gives every target its constant event, and every answer', async () => {
  const [echo, throws] = await stack.runSchedules();

  assert.deepEqual(echo, {
    ruleId: 'EchoRule',
    functionName: 'Estorno-Echo',
    payload: { trigger: 'sweep' },
  });
  assert.equal(throws?.functionError, 'Unhandled');
});

test('a scheduled invocation that fails stands in the log', async () => {
  await stack.runSchedules();

  const line = stack.logs.find(({ line }) => line.startsWith('What ThrowsRule invoked failed: '));
  assert.equal(line?.functionId, 'Throws');
  assert.match(line?.line ?? '', /"errorType":"RangeError"/);
});

describe('by time', () => {
  const MINUTE = 60_000;
  const fn: LocalFunction = {
    ...{ logicalId: 'Echo', name: 'Echo', arn: 'arn', handler: 'index.handler', folder: '', roleArn: '' },
    ...{ memoryMb: 128, timeoutMs: 1000, environment: {}, aliases: [], logFormat: 'Text' },
  };

  /** Schedules of one target, and what it was invoked with. */
  function start(isTimed: boolean) {
    const events: string[] = [];
    const pool: FunctionPool = {
      fn,
      invoke: async (payload) => {
        events.push(payload);
        return { payload: 'null', isError: false };
      },
      environments: () => [],
      warmUp: async () => {},
      close: async () => {},
    };
    mock.timers.enable({ apis: ['setInterval'] });
    const clock = createLocalClock();
    const schedules = createSchedules(
      [{ ruleId: 'Rule', functionArn: 'arn', input: '{"n":1}', periodMs: 2 * MINUTE }],
      { functions: { poolOf: () => pool }, logs: createLogBook(), clock, isTimed },
    );
    return { events, schedules, clock };
  }

  test('a target is invoked when each period is over, and not before', (t) => {
    t.after(() => mock.timers.reset());
    const { events } = start(true);

    mock.timers.tick(2 * MINUTE - 1);
    assert.deepEqual(events, []);
    mock.timers.tick(1);
    assert.deepEqual(events, ['{"n":1}']);
    mock.timers.tick(2 * MINUTE);
    assert.equal(events.length, 2);
  });

  test('every target is invoked once and at once when the clock is moved', (t) => {
    t.after(() => mock.timers.reset());
    const { events, clock } = start(true);

    clock.moveForward(10 * MINUTE);
    assert.equal(events.length, 1);
  });

  test('nothing is invoked after the end', (t) => {
    t.after(() => mock.timers.reset());
    const { events, schedules, clock } = start(true);

    schedules.close();
    mock.timers.tick(10 * MINUTE);
    clock.moveForward(10 * MINUTE);
    assert.deepEqual(events, []);
  });

  test('nothing is invoked where schedules are switched off, but by hand', async (t) => {
    t.after(() => mock.timers.reset());
    const { events, schedules, clock } = start(false);

    mock.timers.tick(10 * MINUTE);
    clock.moveForward(10 * MINUTE);
    assert.deepEqual(events, []);
    assert.equal((await schedules.run()).length, 1);
  });
});
