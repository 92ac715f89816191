import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createObserver, type Observer, type Sink } from '../../../shared/observability/observer.ts';
import { type LogFacts, toSafeFacts } from '../../../shared/ports/log.ts';
import { toLoggedText } from '../../../shared/ports/logged-text.ts';

function createScene() {
  const lines: (readonly [level: string, line: object])[] = [];
  const metrics: string[] = [];
  const sink: Sink = {
    open: () => undefined,
    line: (level, line) => lines.push([level, line]),
    metrics: (all) => metrics.push(...all.map(({ name }) => name)),
  };
  let now = 0;
  const observer = createObserver({ provider: 'letpay', clock: () => now, sink });
  const pass = (ms: number) => {
    now += ms;
  };
  return { observer, lines, metrics, pass };
}

/** An invocation by this trigger that does this work, as the handler has it. */
async function during(observer: Observer, trigger: string, work: () => Promise<unknown>): Promise<void> {
  observer.begin({ trigger }, {});
  await work().finally(() => observer.end({}));
}

describe('the line of an invocation', () => {
  test('comes at its end, once, with the time of each leg added up', async () => {
    const { observer, lines, pass } = createScene();
    await during(observer, 'sweep', async () => {
      for (const ms of [3, 4]) await observer.timed('commit', async () => pass(ms));
      observer.log.info('swept', { resolved: 2 });
      assert.deepEqual(lines, []);
    });

    const events = [{ event: 'swept', resolved: 2 }];
    assert.deepEqual(lines, [
      ['info', { trigger: 'sweep', provider: 'letpay', durationMs: 7, commitMs: 7, events }],
    ]);
  });

  test('comes when the invocation fails too, as an error where one was logged, with the code of the problem', async () => {
    const { observer, lines, metrics } = createScene();
    const failing = during(observer, 'task', async () => {
      observer.log.error('internal_error', { cause: 'TypeError' });
      throw new Error('anything');
    });

    await assert.rejects(failing, /anything/);

    assert.equal(lines[0]?.[0], 'error');
    assert.partialDeepStrictEqual(lines[0]?.[1], { trigger: 'task', code: 'internal_error' });
    assert.deepEqual(metrics, ['Problems']);
  });

  test('is about an operation where there was one, and about none where there were several', async () => {
    const about = async (...operations: string[]) => {
      const { observer, lines } = createScene();
      const log = (operation: string) => observer.log.info('operation', { operation, origin: 'req-1' });
      await during(observer, 'sweep', async () => operations.forEach(log));
      return lines[0]?.[1];
    };
    assert.partialDeepStrictEqual(await about('op_1', 'op_1'), { operation: 'op_1', correlationId: 'req-1' });
    assert.equal('operation' in ((await about('op_1', 'op_2')) ?? {}), false);
  });

  test('does not wait for what is logged outside of an invocation', () => {
    const { observer, lines } = createScene();
    observer.log.error('session_store_failed', { error: 'TimeoutError' });
    assert.deepEqual(lines, [['error', { event: 'session_store_failed', error: 'TimeoutError' }]]);
  });

  test('says how many events it leaves out', async () => {
    const { observer, lines } = createScene();
    await during(observer, 'sweep', async () => {
      for (let count = 0; count < 1000; count++) observer.log.info('inquiry', { count });
    });
    assert.partialDeepStrictEqual(lines[0]?.[1], { moreEvents: 940 });
  });
});

describe('a fact', () => {
  test('of a field that is not on the list does not compile, and is not written', () => {
    // @ts-expect-error: a body is no field
    const facts: LogFacts = { body: '{"cpf":"1"}', operation: 'op_1' };
    assert.deepEqual(toSafeFacts(facts), { operation: 'op_1' });
  });

  test('of another kind than its field is not written', () => {
    const facts: unknown = { attempt: { deep: 'secret' }, operation: 7, code: 'x' };
    assert.deepEqual(toSafeFacts(facts as LogFacts), { code: 'x' });
  });

  const TEXTS = [
    ['sent with Bearer 9f8e7d', 'sent with [redacted]'],
    ['token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_ was refused', 'token [redacted] was refused'],
    ['Authorization: Basic dXNlcjpwYXNz', 'Authorization: [redacted]'],
    ['key 9f8e7d6c5b4a39281706f5e4d3c2b1a0 is bad', 'key [redacted] is bad'],
    ['connection lost (ECONNRESET)', 'connection lost (ECONNRESET)'],
    [
      'the provider refused with a code that is not documented',
      'the provider refused with a code that is not documented',
    ],
  ] as const;

  for (const [text, written] of TEXTS)
    test(`whose text is "${text}" is written as "${written}"`, () => {
      assert.equal(toLoggedText(text, true), written);
    });

  test('is cut short', () => {
    assert.equal(toLoggedText('x '.repeat(2000), true).length, 300);
    assert.equal(toLoggedText('x'.repeat(2000), false).length, 300);
  });
});
