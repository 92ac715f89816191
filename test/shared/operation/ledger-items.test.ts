import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, test } from 'node:test';
import * as z from 'zod';
import { STANDARD_LIMITS } from '../../../shared/domain/limits.ts';
import { DAY_MS } from '../../../shared/domain/time.ts';
import { OPERATION_STATES, type Operation } from '../../../shared/operation/operation.ts';
import {
  isNewer,
  NewerSchema,
  othersOf,
  parsePayment,
  SCHEMA,
  withOperation,
} from '../../../shared/operation/payment.ts';
import { toSave } from '../../../shared/operation/save.ts';
import type { Input } from '../../../shared/operation/transition/table.ts';
import { transition } from '../../../shared/operation/transition/transition.ts';
import { toOperationView } from '../../../shared/operation/view.ts';
import { LOST, rulesOf, Story } from './story.ts';
import { STATE_FIELDS } from './transition-table.ts';

const anyItem = z.looseObject({ operations: z.array(z.looseObject({ state: z.string() })) });

/** Items as they were recorded of this code: one of each state, and of each end that an operation can have. */
const ITEMS = globSync('test/fixtures/ledger/*.json').map((file) => ({
  name: basename(file, '.json'),
  item: anyItem.parse(JSON.parse(readFileSync(file, 'utf8'))),
}));

describe('a recorded item of the ledger', () => {
  test('is there of every state', () => {
    const states = ITEMS.flatMap(({ item }) => item.operations.map(({ state }) => state));
    assert.deepEqual(
      OPERATION_STATES.filter((state) => !states.includes(state)),
      [],
    );
  });

  for (const { name, item } of ITEMS) {
    test(`of what is ${name} is read as it is, with the fields of its state`, () => {
      const payment = parsePayment(item);
      assert.deepEqual(payment, item);
      for (const operation of payment.operations) {
        const own = Object.keys(operation).filter((field) =>
          Object.values(STATE_FIELDS).flat().includes(field),
        );
        assert.deepEqual(
          own.filter((field) => !STATE_FIELDS[operation.state].includes(field)),
          [],
        );
      }
    });

    test(`of what is ${name} can be shown, and go on`, () => {
      const payment = parsePayment(item);
      for (const operation of payment.operations) {
        assert.equal(toOperationView(payment, operation).state, operation.state);
        goOn(operation, othersOf(payment, operation.id));
      }
    });
  }
});

/** Somebody takes it, or has it published again. */
function goOn(operation: Operation, others: ReturnType<typeof othersOf>) {
  const at = operation.updatedAt + DAY_MS / 2;
  const inputs: readonly Input[] = [{ type: 'claim', asked: true }, { type: 'republish' }];
  const context = {
    ...{ now: at, random: 0, owner: 'w', leaseExpiresAt: at + 34_000 },
    ...{ rules: rulesOf(), limits: STANDARD_LIMITS, others },
  };
  assert.ok(inputs.some((input) => transition(operation, input, context)));
}

describe('an attribute that this version does not know', () => {
  const more = { later: { is: 'unknown here' } };
  const item = () => {
    const { payment, operation } = new Story().answer(LOST);
    const attempts = operation.attempts.map((attempt) => ({
      ...attempt,
      ...more,
      ...(attempt.result && { result: { ...attempt.result, ...more } }),
    }));
    const request = { ...operation.request, ...more };
    return { ...payment, ...more, operations: [{ ...operation, ...more, attempts, request }] };
  };

  test('is carried through a transition and a save', () => {
    const payment = parsePayment(item());
    const [operation] = payment.operations;
    assert.ok(operation);
    const context = {
      ...{ now: operation.updatedAt + DAY_MS, random: 0, owner: 'w', leaseExpiresAt: 0 },
      ...{ rules: rulesOf(), limits: STANDARD_LIMITS, others: othersOf(payment, operation.id) },
    };
    const step = transition(operation, { type: 'claim', asked: true }, context);
    assert.ok(step);
    const changed = withOperation(payment, step.operation);
    const saved = toSave(payment, { payment: changed }, { saveId: 'save-2', now: context.now });
    const [attempt] = step.operation.attempts;
    for (const place of [saved, saved.operations[0], saved.operations[0]?.request, attempt, attempt?.result])
      assert.partialDeepStrictEqual(place, more);
  });
});

describe('an item of a newer version', () => {
  const newer = { schema: SCHEMA + 1, operations: [{ state: 'dreaming' }] };

  test('that cannot be read says so, and of one of this version it says that its form is not known', () => {
    assert.throws(() => parsePayment(newer), NewerSchema);
    assert.throws(() => parsePayment({ ...newer, schema: SCHEMA }), { name: 'Error' });
    assert.deepEqual([isNewer(newer), isNewer({ schema: SCHEMA }), isNewer(undefined)], [true, false, false]);
  });

  test('that can be read is', () => {
    const { payment } = new Story();
    assert.equal(parsePayment({ ...payment, schema: SCHEMA + 1 }).schema, SCHEMA + 1);
  });
});
