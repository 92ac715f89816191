import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readFlowDefinition } from '../../../local/assembly/flow-definition.ts';
import { TEXTS } from '../../../local/console/page/texts.ts';
import { toTimeline } from '../../../local/console/page/to-timeline.ts';
import type { ShownOperation } from '../../../local/console/state/console-state.ts';
import { EVENT_TYPES } from '../../../shared/domain/event-type.ts';
import { PROBLEM_CODES } from '../../../shared/domain/problem.ts';
import { OPERATION_STATES } from '../../../shared/operation/operation.ts';
import { only } from '../../infra/synthesize.ts';

const { en, pt } = TEXTS;

/** Words that are the same in both languages. */
const SAME = new Set(['+1 min', '+1 h']);

/** Every text of a language by its place; functions are called with words that stand for themselves. */
function toTexts(value: unknown, place = ''): [place: string, text: string][] {
  if (typeof value === 'string') return [[place, value]];
  if (typeof value === 'function') return [[place, String(value(...ARGUMENTS.slice(0, value.length)))]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => toTexts(inner, `${place}.${name}`));
}

const ARGUMENTS = ['<1>', '<2>'];

/** Places that say nothing but what they are given, or whose words are alike in both languages. */
const ALIKE = new Set(['.runOf', '.eventType', '.runStatus', '.node', '.problem']);

test('both languages have the same texts', () => {
  assert.deepEqual(
    toTexts(pt).map(([place]) => place),
    toTexts(en).map(([place]) => place),
  );
});

test('no text of the Portuguese page is the English one', () => {
  const english = new Map(toTexts(en));
  const left = toTexts(pt).filter(
    ([place, text]) => !ALIKE.has(place) && english.get(place) === text && !SAME.has(text),
  );
  assert.deepEqual(left, []);
});

describe('Portuguese has words for every', () => {
  test('state', () => {
    for (const state of OPERATION_STATES) assert.notEqual(pt.states[state] ?? state, en.states[state], state);
  });

  test('event, and command on the bus', () => {
    const commands = ['PaymentCancellationRequested', 'PaymentRefundRequested'];
    for (const type of [...Object.keys(EVENT_TYPES), ...commands]) {
      assert.notEqual(pt.eventType(type), type);
      assert.notEqual(en.eventType(type), type);
      assert.notEqual(pt.eventType(type), en.eventType(type));
    }
  });

  test('problem', () => {
    for (const code of PROBLEM_CODES) assert.notEqual(pt.problem(code), en.problem(code), code);
  });

  test('state of the refund flow, and status of a run', () => {
    const machine = only('AWS::StepFunctions::StateMachine', 'RefundFlow');
    const text = machine.DefinitionString['Fn::Join'][1]
      .map((part: unknown) => (typeof part === 'string' ? part : 'arn'))
      .join('');
    const { States } = readFlowDefinition(text, 'RefundFlow');
    assert.ok(Object.keys(States).length > 10);
    for (const name of Object.keys(States)) assert.notEqual(pt.node(name), name);
    for (const status of ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']) {
      assert.notEqual(pt.runStatus(status), status);
      assert.notEqual(pt.runStatus(status), en.runStatus(status));
    }
  });
});

describe('every step has a reason in words:', () => {
  const RESULTS = {
    preflight: ['unavailable', 'not_found', 'paid', 'authorized', 'unrecognized'],
    attempt: ['succeeded', 'accepted', 'rejected', 'ambiguous', 'indeterminate', 'not_sent'],
    inquiry: ['unavailable', 'not_found', 'paid', 'canceled', 'refunded', 'unrecognized'],
  } as const;
  const operation: ShownOperation = {
    ...{ id: 'op_1', kind: 'refund', method: 'refund', state: 'unknown', outcome: '', trigger: 'http' },
    ...{ createdAt: 0, updatedAt: 0, attempts: 1, trail: [], repeatable: false },
  };
  for (const [step, results] of [
    ['preflight', RESULTS.preflight],
    ['attempt', RESULTS.attempt],
    ['inquiry', RESULTS.inquiry],
  ] as const)
    test(step, () => {
      for (const result of results)
        for (const state of OPERATION_STATES)
          for (const texts of [en, pt]) {
            const entry = { ...{ at: 0, by: 'http', step, result, state }, requests: [] };
            const why = toTimeline({ ...operation, trail: [entry] }, texts)[1]?.why ?? '';
            assert.ok(why.includes(' '), `${step} ${result} ${state}: ${why}`);
          }
    });
});
