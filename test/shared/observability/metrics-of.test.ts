import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Operation } from '../../../shared/domain/operation.ts';
import { newPayment } from '../../../shared/domain/payment.ts';
import { toGroups, toMetric } from '../../../shared/observability/metric.ts';
import {
  toMetricsOfExchange,
  toMetricsOfLine,
  toMetricsOfSave,
} from '../../../shared/observability/metrics-of.ts';
import type { Reply } from '../../../shared/ports/exchange.ts';
import { REF, sending } from '../domain/builders.ts';

const { provider } = REF;

function savedWith(parts: Partial<Operation>, tells = true) {
  const one = { ...sending().operation, ...parts };
  const event = { sequence: 1, type: 'PaymentCancellationFailed', operationId: one.id };
  return { ...newPayment(REF), operations: [one], ...(tells && { event }) };
}

const ENDS: readonly (readonly [what: string, parts: Partial<Operation>, outcome: string, code: string])[] = [
  ['a success', { state: 'succeeded' }, 'applied', 'none'],
  [
    'a failure',
    { state: 'failed', problem: { code: 'already_canceled' } },
    'not_applied',
    'already_canceled',
  ],
  ['a withdrawal', { state: 'failed', withdrawn: true }, 'not_applied', 'withdrawn'],
];

describe('a save', () => {
  for (const [what, parts, outcome, code] of ENDS)
    test(`that tells of ${what} counts as ${outcome} with ${code}`, () => {
      const ended = toMetric('OperationsEnded', 1, { provider, outcome, code });
      assert.deepEqual(toMetricsOfSave(savedWith(parts)), [ended]);
    });

  test('that tells of a doubt counts as one', () => {
    assert.deepEqual(toMetricsOfSave(savedWith({ state: 'unknown' })), [toMetric('Doubts', 1, { provider })]);
  });

  for (const state of ['accepted', 'sending', 'processing', 'awaiting_approval', 'manual_review'] as const)
    test(`that tells of ${state} counts for nothing`, () => {
      assert.deepEqual(toMetricsOfSave(savedWith({ state })), []);
    });

  test('that tells of nothing counts for nothing, so that an end counts once', () => {
    assert.deepEqual(toMetricsOfSave(savedWith({ state: 'succeeded' }, false)), []);
  });
});

const EXCHANGES: readonly (readonly [what: string, reply: Reply, answer: string])[] = [
  ['a 200', { is: 'answered', status: 200, body: {} }, '2xx'],
  ['a redirect', { is: 'answered', status: 302, body: {} }, '3xx'],
  ['a 404', { is: 'answered', status: 404, body: {} }, '4xx'],
  ['a 503', { is: 'answered', status: 503, body: {} }, '5xx'],
  ['a 502 that is no JSON', { is: 'lost', why: 'the answer is not JSON', status: 502 }, '5xx'],
  ['a 200 that was cut short', { is: 'lost', why: 'cut short', status: 200 }, 'lost'],
  ['no answer', { is: 'lost', why: 'no whole answer came in time' }, 'lost'],
];

describe('an exchange', () => {
  for (const [what, reply, answer] of EXCHANGES)
    test(`with ${what} counts as ${answer}, as a send and with its time`, () => {
      assert.deepEqual(toMetricsOfExchange({ movesMoney: true }, reply, { provider, ms: 12 }), [
        toMetric('ProviderAnswers', 1, { provider, answer }),
        toMetric('Sends', 1, { provider }),
        toMetric('ProviderLatency', 12, { provider }),
      ]);
    });

  test('that could not connect is no send, and one that we kept back is nothing', () => {
    const about = { provider, ms: 12 };
    const unsent = (why: 'unreachable' | 'stopped') => ({ is: 'not_sent', why, detail: '' }) as const;
    assert.deepEqual(toMetricsOfExchange({ movesMoney: true }, unsent('unreachable'), about), [
      toMetric('ProviderAnswers', 1, { provider, answer: 'unreachable' }),
    ]);
    assert.deepEqual(toMetricsOfExchange({ movesMoney: true }, unsent('stopped'), about), []);
  });
});

const LINES: readonly (readonly [
  event: string,
  facts: Parameters<typeof toMetricsOfLine>[1],
  names: string[],
])[] = [
  ['login', { result: 'token' }, ['Logins']],
  ['login', { result: 'refused' }, ['Logins', 'LoginFailures']],
  ['login', { result: 'unavailable' }, ['Logins']],
  ['token_refused', {}, ['UnexpectedUnauthorized']],
  ['sessions_demoted', {}, ['SessionsDemoted']],
  ['attempt', { answer: 'doubt', unseen: true }, ['UnseenAnswers']],
  ['attempt', { answer: 'refused', code: 'provider_rejected_request' }, ['RejectedRequests']],
  ['attempt', { answer: 'done' }, []],
  ['read', { said: 'cannot_tell', unseen: true }, ['UnseenAnswers']],
  ['read', { said: 'cannot_tell', unseen: false }, []],
  ['newer_item', {}, ['NewerItems']],
  ['problem', { code: 'payment_busy' }, ['Problems']],
  ['internal_error', {}, ['Problems']],
  ['relayed', { done: 1 }, []],
];

describe('a line', () => {
  for (const [event, facts, names] of LINES)
    test(`${event} ${JSON.stringify(facts)} counts for ${names.join(', ') || 'nothing'}`, () => {
      assert.deepEqual(
        toMetricsOfLine(event, facts, provider).map(({ name }) => name),
        names,
      );
    });
});

describe('groups of metrics', () => {
  test('have equal dimensions, add counts up and keep each time', () => {
    const groups = toGroups([
      toMetric('Sends', 1, { provider }),
      toMetric('Problems', 1, { code: 'payment_busy' }),
      toMetric('Sends', 1, { provider }),
      toMetric('ProviderLatency', 5, { provider }),
      toMetric('ProviderLatency', 7, { provider }),
    ]);
    assert.deepEqual(
      groups.map(({ dimensions, values }) => [dimensions, [...values]]),
      [
        [
          [['provider', provider]],
          [
            ['Sends', [2]],
            ['ProviderLatency', [5, 7]],
          ],
        ],
        [[['code', 'payment_busy']], [['Problems', [1]]]],
      ],
    );
  });

  test('take no dimension that the table does not have, so that no merchant gets into one', () => {
    const dimensions = { provider, code: 'payment_busy' };
    assert.deepEqual(toGroups([toMetric('Sends', 1, dimensions)])[0]?.dimensions, [['provider', provider]]);
  });

  test('are split where one line would have more values than CloudWatch takes', () => {
    const many = Array.from({ length: 250 }, (_, ms) => toMetric('ProviderLatency', ms, { provider }));
    const sizes = toGroups(many).map(({ values }) => values.get('ProviderLatency')?.length);
    assert.deepEqual(sizes, [99, 99, 52]);
  });
});
