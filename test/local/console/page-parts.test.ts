import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toBeforeMidnight } from '../../../local/console/move-clock.ts';
import {
  readMoney,
  toDayAndTime,
  toLasting,
  toMoney,
  toShortId,
  toTime,
} from '../../../local/console/page/formats.ts';
import { TEXTS, toLanguage } from '../../../local/console/page/texts.ts';
import { toAnnouncement } from '../../../local/console/page/to-announcement.ts';
import { toFacts } from '../../../local/console/page/to-facts.ts';
import { withKeys } from '../../../local/console/page/with-keys.ts';
import { toSaoPauloDay } from '../../../local/console/sao-paulo-day.ts';
import type { ConsoleState, ShownOperation } from '../../../local/console/state/console-state.ts';

describe('how long something lasts', () => {
  const ROWS: readonly [ms: number, text: string][] = [
    [-5, '0 ms'],
    [850, '850 ms'],
    [12_300, '12 s'],
    [185_000, '3 min 5 s'],
    [7_800_000, '2 h 10 min'],
  ];
  for (const [ms, text] of ROWS) test(`${ms} ms are ${text}`, () => assert.equal(toLasting(ms), text));
});

describe('an amount that a person typed', () => {
  const ROWS: readonly [typed: string, centavos: number | undefined][] = [
    ['10,35', 1035],
    ['10.35', 1035],
    [' 42 ', 4200],
    ['0.1', 10],
    ['0', undefined],
    ['-1', undefined],
    ['1.000,00', undefined],
    ['ten', undefined],
    ['', undefined],
  ];
  for (const [typed, centavos] of ROWS)
    test(`"${typed}" is ${centavos}`, () => assert.equal(readMoney(typed), centavos));
});

test('money and times are written as in the language', () => {
  assert.equal(toMoney(123_456, 'pt').replaceAll('\u00a0', ' '), 'R$ 1.234,56');
  const at = Date.parse('2026-11-22T02:59:30Z');
  assert.equal(toTime(at, 'pt', 'America/Sao_Paulo'), '23:59:30');
  assert.equal(toDayAndTime(at, 'en', 'America/Sao_Paulo'), '21 Nov 2026, 23:59:30');
  assert.match(toDayAndTime(at, 'pt', 'America/Sao_Paulo'), /^21 de nov\. de 2026, 23:59:30$/);
});

test('the day in São Paulo is that of the day before, for three hours', () => {
  assert.equal(toSaoPauloDay(Date.parse('2026-11-22T02:59:59Z')), '2026-11-21');
  assert.equal(toSaoPauloDay(Date.parse('2026-11-22T03:00:00Z')), '2026-11-22');
});

test('half a minute before midnight in São Paulo is always ahead, by a day at most', () => {
  const AT: readonly [from: string, to: string][] = [
    ['2026-11-22T02:59:29Z', '2026-11-22T02:59:30.000Z'],
    ['2026-11-22T02:59:30Z', '2026-11-23T02:59:30.000Z'],
    ['2026-11-22T03:00:00Z', '2026-11-23T02:59:30.000Z'],
  ];
  for (const [from, to] of AT)
    assert.equal(new Date(Date.parse(from) + toBeforeMidnight(Date.parse(from))).toISOString(), to);
});

test('a long id is shown by its ends', () => {
  assert.equal(toShortId('8f048623-16c6-47da-aca1-546a16e8fb99'), '8f048623…fb99');
  assert.equal(toShortId('op_1'), 'op_1');
});

test('the language is that of the browser, where there is one, else English', () => {
  assert.deepEqual(['pt-BR', 'PT', 'en-US', 'de'].map(toLanguage), ['pt', 'pt', 'en', 'en']);
});

describe('what else is known of an operation is shown', () => {
  const operation: ShownOperation = {
    ...{
      id: 'op_1',
      kind: 'refund',
      method: 'refund',
      state: 'succeeded',
      outcome: 'applied',
      trigger: 'http',
    },
    ...{ createdAt: 0, updatedAt: 0, attempts: 1, repeatable: false, trail: [] },
  };

  test('with its amounts in money, and who did it', () => {
    const facts = toFacts(
      {
        ...operation,
        ...{ reference: 'order-1', amount: 4200, appliedAmount: 4200, providerStatus: 'REFUNDED' },
        attribution: 'ours',
      },
      TEXTS.en,
      'en',
    );
    assert.deepEqual(facts, [
      'reference: order-1',
      'asked for: R$42.00',
      'given back: R$42.00',
      'the provider calls it REFUNDED',
      'the provider accepted a request of this operation',
    ]);
  });

  test('and not where there is nothing', () => assert.deepEqual(toFacts(operation, TEXTS.pt, 'pt'), []));
});

test('what is alike in a list has keys that are not', () => {
  const keys = withKeys(['read', 'sent', 'read', 'read'], (text) => text).map(([key]) => key);
  assert.deepEqual(keys, ['read', 'sent', 'read 2', 'read 3']);
});

describe('a screen reader says', () => {
  function stateWith(state: ShownOperation['state']): ConsoleState {
    const operation: ShownOperation = {
      ...{ id: 'op_1', kind: 'cancellation', method: 'void', state, outcome: '', trigger: 'http', trail: [] },
      ...{ createdAt: 0, updatedAt: 0, attempts: 1, repeatable: false },
    };
    const payment = { key: 'p', merchantId: 'loja-1', provider: 'letpay', paymentId: 'p' };
    return {
      ...{
        now: 0,
        clockOffsetMs: 0,
        engine: '',
        region: '',
        sessions: [],
        events: [],
        machines: [],
        runs: [],
        simulators: [],
      },
      payments: [{ ...payment, operations: [operation] }],
    };
  }

  test('of a state that has changed', () => {
    assert.equal(
      toAnnouncement(stateWith('unknown'), stateWith('succeeded'), TEXTS.en),
      'Payment p: succeeded',
    );
  });
  test('nothing where none has, and nothing at first', () => {
    assert.equal(toAnnouncement(stateWith('unknown'), stateWith('unknown'), TEXTS.en), undefined);
    assert.equal(toAnnouncement(undefined, stateWith('unknown'), TEXTS.en), undefined);
  });
});
