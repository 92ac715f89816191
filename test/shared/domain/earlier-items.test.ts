import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import * as z from 'zod';
import { fromItem, toItem } from '../../../shared/aws/dynamo-client.ts';
import { isFinal, type Operation } from '../../../shared/domain/operation.ts';
import {
  findRepeated,
  openOperation,
  type Payment,
  paymentSchema,
  SCHEMA,
  withOperation,
} from '../../../shared/domain/payment.ts';
import { EstornoError } from '../../../shared/domain/problem.ts';
import { toSave } from '../../../shared/domain/save.ts';
import { claimed } from '../../../shared/domain/transitions/sending.ts';
import { toOperationView } from '../../../shared/domain/views.ts';
import { toOperationEvent } from '../../../shared/events/operation-event.ts';
import { createLedger } from '../../../shared/operation/ledger.ts';
import { command, must, NOON, worker } from './builders.ts';

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

/** Items as earlier versions of this code wrote them, by the version and by what became of their operation. */
const filesSchema = z.object({
  writtenBy: z.string(),
  items: z.record(z.string(), z.record(z.string(), z.unknown())),
});

const FILES = globSync('test/fixtures/ledger/*.json')
  .toSorted()
  .map((file) => filesSchema.parse(readJson(file)));

/** An item of this version, and what an earlier one made of it by claiming its operation. */
const ROWS = z
  .object({ rows: z.array(z.object({ writtenBy: z.string(), before: z.json(), after: z.json() })) })
  .parse(readJson('test/fixtures/ledger-between.json')).rows;

const LATER = { ...worker('b', NOON + 3_600_000), leaseUntil: NOON + 3_634_000 };

const inDynamo = (item: object) => fromItem(toItem(item));

function onlyOperation(payment: Payment): Operation {
  const [operation] = payment.operations;
  assert.ok(operation && payment.operations.length === 1);
  return operation;
}

describe('items of every earlier version', () => {
  for (const { writtenBy, items } of FILES) {
    for (const [state, item] of Object.entries(items)) {
      test(`${writtenBy} ${state}: is read whole, shown and told`, () => {
        const payment = paymentSchema.parse(inDynamo(item));

        assert.deepEqual(payment, item, 'nothing of it is lost');
        assert.equal(toOperationView(payment, onlyOperation(payment)).state, state.split(' ').at(-1));
        assert.equal(toOperationEvent(payment)?.event.detail.sequence, payment.event?.sequence);
      });

      test(`${writtenBy} ${state}: a repeat finds it, and it goes on where it stood`, () => {
        const payment = paymentSchema.parse(inDynamo(item));
        const operation = onlyOperation(payment);
        const repeat = command({
          ...{ paymentId: payment.paymentId, kind: operation.kind },
          idempotencyKey: `key-${operation.state === 'accepted' && operation.kind === 'refund' ? 'sending' : state}`,
          ...{ reference: 'order-4711', reason: 'duplicate', details: { family: 'payment' } },
          ...{ capturedAt: NOON - 3_600_000, notAfter: NOON + 86_400_000 },
          ...(operation.strategy && { strategy: operation.strategy }),
        });

        assert.equal(findRepeated(payment, repeat)?.id, operation.id);
        if (isFinal(operation)) return assert.equal(openOperation(payment), undefined);
        const taken = must(claimed(operation, LATER, { asked: false }));
        const saved = toSave(payment, withOperation(payment, taken), { saveId: 'next', now: LATER.now });
        assert.equal(saved.version, payment.version + 1);
        assert.equal(paymentSchema.parse(inDynamo(saved)).operations[0]?.owner, 'b');
      });
    }
  }

  test('there are items of every form that was ever written', () => {
    assert.equal(FILES.length, 3);
    assert.ok(FILES.every(({ items }) => Object.keys(items).length >= 6));
  });
});

describe('an old writer between two new ones', () => {
  for (const { writtenBy, before, after } of ROWS) {
    test(`${writtenBy} loses nothing that it does not know`, () => {
      const [mine, theirs] = [paymentSchema.parse(before), paymentSchema.parse(after)];
      const [one, other] = [onlyOperation(mine), onlyOperation(theirs)];

      assert.equal(other.owner, 'owner-2', 'it did its work');
      assert.ok(one.trail && one.withheldAt && one.toldAgainAt);
      for (const name of ['trail', 'withheldAt', 'toldAgainAt'] as const)
        assert.deepEqual(other[name], one[name], name);
    });
  }

  /** A member that no version knows, at every depth of what this version reads and writes. */
  function withStrangers(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(withStrangers);
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).map(([name, member]) => [
      name,
      // Their members are names of their own, not of ours.
      name === 'details' || name === 'event' ? member : withStrangers(member),
    ]);
    return { ...Object.fromEntries(members), fromTomorrow: { kept: true } };
  }

  test('this version, as the old one, carries through what it does not know, at every depth', async () => {
    const { before } = ROWS[0] ?? assert.fail('no row');
    const stored = paymentSchema.parse(
      inDynamo(z.record(z.string(), z.unknown()).parse(withStrangers(before))),
    );
    const ledger = ledgerOn(stored);

    const changed = await ledger.change(stored, (payment) => {
      const operation = openOperation(payment);
      return payment && operation && withOperation(payment, { ...operation, looks: operation.looks + 1 });
    });

    const strangers = (value: unknown) => JSON.stringify(value).split('fromTomorrow').length - 1;
    assert.ok(strangers(stored) >= 5, `${strangers(stored)}`);
    assert.equal(strangers(inDynamo(changed ?? {})), strangers(stored));
  });

  test('an item of a higher schema is never written', async () => {
    const { before } = ROWS[0] ?? assert.fail('no row');
    const newer = { ...paymentSchema.parse(before), schema: SCHEMA + 1 };

    const change = ledgerOn(newer).change(newer, (payment) => payment && { ...payment, sequence: 9 });

    await assert.rejects(change, (error) => error instanceof EstornoError && error.facts.status === 503);
  });
});

/** A ledger with one item in it. */
function ledgerOn(item: Payment) {
  const store = {
    read: async () => item,
    save: async () => ({ saved: true }) as const,
    listDue: async () => ({ payments: [] }),
  };
  const parts = { clock: () => NOON, random: () => 0, newId: () => 'save-n', sleep: async () => undefined };
  return createLedger({ store, ...parts });
}
