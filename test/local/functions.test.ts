import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import { after, describe, test } from 'node:test';
import * as z from 'zod';
import { closeServer, listen, toUrl } from '../../local/loopback.ts';
import { startFixtureStack } from './fixture-stack.ts';

/** Holds every request until two are there: shows how many run at once without any of them waiting for a clock. */
const held: ServerResponse[] = [];
let mostHeld = 0;
const gate = createServer((_request, response) => {
  held.push(response);
  mostHeld = Math.max(mostHeld, held.length);
  if (held.length === 2) for (const waiting of held.splice(0)) waiting.end();
});
const gateUrl = toUrl(await listen(gate));
after(() => closeServer(gate));

const stack = await startFixtureStack(
  {
    functions: {
      Answers: {
        source: 'export const handler = async (event, context) => ({ event, context, env: process.env });',
      },
      Throws: { source: 'export const handler = async () => { throw new RangeError("too far"); };' },
      Hangs: {
        source: 'export const handler = () => new Promise((done) => setTimeout(done, 60_000));',
        timeoutSeconds: 1,
      },
      Exits: { source: 'export const handler = () => process.exit(3);' },
      Breaks: { source: 'throw new TypeError("not today");' },
      Grows: { source: 'export const handler = async () => "x".repeat(7_000_000);' },
      Counts: {
        source: 'let calls = 0; export const handler = async () => ({ pid: process.pid, calls: ++calls });',
      },
      Meets: {
        source: `export const handler = async () => { await fetch("${gateUrl}"); return process.pid; };`,
      },
    },
    routes: { 'GET /exits': 'Exits' },
  },
  { concurrency: 2 },
);

const Counted = z.object({ pid: z.number(), calls: z.number() });

async function count() {
  const { payload } = await stack.invoke('Counts', {});
  return Counted.parse(payload);
}

test('a function gets its event, its context, its own environment and no other', async () => {
  const { payload } = await stack.invoke('Answers', { amount: 1035 });

  const { event, context, env } = z
    .object({
      event: z.unknown(),
      context: z.looseObject({}),
      env: z.record(z.string(), z.string()),
    })
    .parse(payload);
  assert.deepEqual(event, { amount: 1035 });
  assert.equal(context.functionName, 'Estorno-Answers');
  assert.equal(context.invokedFunctionArn, 'arn:aws:lambda:sa-east-1:111122223333:function:Estorno-Answers');
  assert.equal(context.memoryLimitInMB, '256');
  assert.equal(env.AWS_ENDPOINT_URL, stack.awsUrl);
  assert.equal(env.AWS_ACCESS_KEY_ID, 'Answers');
  assert.equal(env.HOME, undefined);
});

describe('failures have the names that Lambda gives them:', () => {
  const ROWS: readonly [id: string, errorType: string, errorMessage: RegExp][] = [
    ['Throws', 'RangeError', /^too far$/],
    ['Hangs', 'Sandbox.Timedout', /^RequestId: \S+ Error: Task timed out after 1\.00 seconds$/],
    ['Exits', 'Runtime.ExitError', /^RequestId: \S+ Error: Runtime exited with error: exit status 3$/],
    ['Breaks', 'TypeError', /^not today$/],
    ['Grows', 'Function.ResponseSizeTooLarge', /exceeded maximum allowed payload size/],
  ];

  for (const [id, errorType, errorMessage] of ROWS)
    test(`${id}: ${errorType}`, async () => {
      const { payload, functionError } = await stack.invoke(id, {});
      const error = z.looseObject({ errorType: z.string(), errorMessage: z.string() }).parse(payload);

      assert.equal(functionError, 'Unhandled');
      assert.equal(error.errorType, errorType);
      assert.match(error.errorMessage, errorMessage);
    });

  test('an event of more than 6 MB reaches no environment', async () => {
    const { payload } = await stack.invoke('Answers', 'x'.repeat(7_000_000));

    assert.match(JSON.stringify(payload), /RequestEntityTooLargeException/);
  });
});

test('the API answers 500 when the process ends', async () => {
  assert.equal((await fetch(`${stack.url}/exits`)).status, 500);
});

test('an environment is used again, and a killed one is replaced', async () => {
  const first = await count();
  const second = await count();
  assert.deepEqual(second, { pid: first.pid, calls: first.calls + 1 });

  const [running] = stack.environments.list().filter(({ functionId }) => functionId === 'Counts');
  await stack.environments.kill(running?.id ?? '');
  const third = await count();

  assert.equal(running?.pid, first.pid);
  assert.notEqual(third.pid, first.pid);
  assert.equal(third.calls, 1);
});

test('an environment that is frozen between events wakes up for the next', async () => {
  stack.environments.freezeIdle(true);
  const first = await count();
  const second = await count();
  stack.environments.freezeIdle(false);

  assert.deepEqual(second, { pid: first.pid, calls: first.calls + 1 });
});

test('beyond the cap events wait, and none fails', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => stack.invoke('Meets', {})));

  assert.ok(answers.every(({ functionError }) => functionError === undefined));
  assert.equal(new Set(answers.map(({ payload }) => payload)).size, 2);
  assert.equal(mostHeld, 2);
});

test('what a function prints is collected', async () => {
  const printed = Promise.withResolvers<string>();
  const other = await startFixtureStack(
    {
      functions: {
        Prints: { source: 'export const handler = async () => console.log("hello from inside");' },
      },
    },
    { onLog: ({ functionId, line }) => printed.resolve(`${functionId}: ${line}`) },
  );
  await other.invoke('Prints', {});

  assert.match(await printed.promise, /^Prints: .*hello from inside$/);
});

test('the functions get the addresses whose notifications count as a provider’s', async () => {
  const source = 'export const handler = async () => process.env.NOTIFY_FROM ?? null;';
  const [named, unnamed] = await Promise.all(
    [{ notifyFrom: ['127.0.0.1', '::1'] }, {}].map((options) =>
      startFixtureStack({ functions: { Prints: { source } } }, options),
    ),
  );

  assert.equal((await named?.invoke('Prints', {}))?.payload, '127.0.0.1,::1');
  assert.equal((await unnamed?.invoke('Prints', {}))?.payload, null);
});

test('closing ends every process', async () => {
  const other = await startFixtureStack({
    functions: { Hangs: { source: `export const handler = () => fetch("${gateUrl}");` } },
    routes: { 'GET /': 'Hangs' },
  });
  other.environments.freezeIdle(true);
  await other.warmUp();
  const [running] = other.environments.list();
  await other.close();

  assert.throws(() => process.kill(running?.pid ?? 0, 0), { code: 'ESRCH' });
});
