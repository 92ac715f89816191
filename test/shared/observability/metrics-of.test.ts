import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toGroups, toMetric } from '../../../shared/observability/metric.ts';
import {
  toMetricsOfExchange,
  toMetricsOfLine,
  toMetricsOfSave,
} from '../../../shared/observability/metrics-of.ts';
import type { Operation } from '../../../shared/operation/operation.ts';
import { newPayment } from '../../../shared/operation/payment.ts';
import type { Reply } from '../../../shared/ports/exchange.ts';
import { NOON, operationIn, REF, sampleOperation } from '../sample-operation.ts';

const { provider } = REF;

function savedWith(operation: Operation, isMarked = true) {
  const event = { sequence: 1, type: 'PaymentCancellationFailed', operationId: operation.id };
  return { ...newPayment(REF), operations: [operation], ...(isMarked && { event }) };
}

const completedAt = NOON + 1_000;

const ENDS: readonly (readonly [what: string, operation: Operation, outcome: string, code: string])[] = [
  ['a success', operationIn('succeeded'), 'applied', 'none'],
  ['a failure', operationIn('failed'), 'not_applied', 'not_cancelable'],
  ['a withdrawal', sampleOperation('failed', { completedAt, withdrawn: true }), 'not_applied', 'withdrawn'],
  [
    'a success after its failure was published again',
    operationIn('succeeded', { republishRequestedAt: NOON }),
    'applied',
    'none',
  ],
];

describe('a save', () => {
  for (const [what, operation, outcome, code] of ENDS)
    test(`that publishes ${what} counts as ${outcome} with ${code}`, () => {
      const ended = toMetric('OperationsEnded', 1, { provider, outcome, code });
      assert.deepEqual(toMetricsOfSave(savedWith(operation)), [ended]);
    });

  test('that publishes an unknown outcome counts as one', () => {
    assert.deepEqual(toMetricsOfSave(savedWith(operationIn('unknown'))), [
      toMetric('UnknownOutcomes', 1, { provider }),
    ]);
  });

  for (const state of ['accepted', 'sending', 'processing', 'awaiting_approval', 'manual_review'] as const)
    test(`that publishes ${state} counts for nothing`, () => {
      assert.deepEqual(toMetricsOfSave(savedWith(operationIn(state))), []);
    });

  test('that publishes an end again counts for nothing', () => {
    const again = operationIn('succeeded', { republishRequestedAt: completedAt + 1 });
    assert.deepEqual(toMetricsOfSave(savedWith(again)), []);
  });

  test('that publishes nothing counts for nothing, so that an end counts once', () => {
    assert.deepEqual(toMetricsOfSave(savedWith(operationIn('succeeded'), false)), []);
  });
});

const EXCHANGES: readonly (readonly [what: string, reply: Reply, answer: string])[] = [
  ['a 200', { is: 'answered', status: 200, body: {}, isJson: true }, '2xx'],
  ['a redirect', { is: 'answered', status: 302, body: {}, isJson: true }, '3xx'],
  ['a 404', { is: 'answered', status: 404, body: {}, isJson: true }, '4xx'],
  ['a 503', { is: 'answered', status: 503, body: {}, isJson: true }, '5xx'],
  ['a 502 that is no JSON', { is: 'lost', why: 'the answer is not JSON', status: 502 }, '5xx'],
  ['a 200 that was cut short', { is: 'lost', why: 'cut short', status: 200 }, 'lost'],
  ['no answer', { is: 'lost', why: 'no whole answer came in time' }, 'lost'],
];

describe('a client certificate', () => {
  test('counts by the days that it has left, where it logs in or is tested, and names no merchant', () => {
    const left = toMetric('CertificateDaysLeft', 29, { provider });
    const facts = { certificateDays: 29, merchant: 'loja-1', provider };
    assert.deepEqual(toMetricsOfLine('login', { ...facts, result: 'token' }, provider), [
      toMetric('Logins', 1, { provider }),
      left,
    ]);
    assert.deepEqual(toMetricsOfLine('credentials_checked', facts, provider), [left]);
    assert.deepEqual(toMetricsOfLine('credentials_checked', { merchant: 'loja-1' }, provider), []);
  });

  test('of two merchants in one invocation is two values, which are not added up', () => {
    const two = [3, 90].map((days) => toMetric('CertificateDaysLeft', days, { provider }));
    assert.deepEqual([...(toGroups(two)[0]?.values ?? [])], [['CertificateDaysLeft', [3, 90]]]);
  });
});

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
  ['secret_read', { credentialsDays: 3 }, ['CredentialsDaysLeft']],
  ['secret_read', {}, []],
  ['secret_unusable', {}, ['UnusableSecrets']],
  ['secret_missing', {}, []],
  ['token_refused', {}, ['UnexpectedUnauthorized']],
  ['sessions_demoted', {}, ['SessionsDemoted']],
  ['attempt', { result: 'ambiguous', unlisted: true }, ['UnlistedAnswers']],
  ['attempt', { result: 'rejected', code: 'provider_rejected_request' }, ['RejectedRequests']],
  ['attempt', { result: 'succeeded' }, []],
  ['inquiry', { result: 'unrecognized', unlisted: true }, ['UnlistedAnswers']],
  ['preflight', { result: 'unrecognized', unlisted: true }, ['UnlistedAnswers']],
  ['inquiry', { result: 'paid', unlisted: false }, []],
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
