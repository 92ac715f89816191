import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { fromItem, toItem } from '../../shared/aws/dynamo-client.ts';
import { createDynamoLedgerStore } from '../../shared/aws/dynamo-ledger-store.ts';
import type { Command } from '../../shared/domain/command.ts';
import { toPaymentKey } from '../../shared/domain/ids.ts';
import { newPayment, type Payment, withOperation, withOperationBegun } from '../../shared/domain/payment.ts';
import { toSave } from '../../shared/domain/save.ts';
import { newNonce, sleep, systemClock } from '../../shared/function/process.ts';
import { createLedger } from '../../shared/operation/ledger.ts';
import { type Dynamo, LEDGER } from './engines.ts';

/** Fifty changes, of so many at once. */
const RACERS = 5;
const CHANGES_EACH = 10;

let payments = 0;

/** A payment that no other test has. */
function newRef() {
  payments += 1;
  return { merchantId: 'loja-1', provider: 'letpay', paymentId: `payment-${payments}` };
}

type Ref = ReturnType<typeof newRef>;

function begin(ref: Ref, payment: Payment = newPayment(ref)): Payment {
  const command: Command = { ...ref, kind: 'cancellation', idempotencyKey: 'key-1', reference: 'order-1' };
  const by = { owner: 'o', leaseUntil: 2, now: 1, random: 0, trigger: 'http' };
  return withOperationBegun(payment, command, by);
}

const begun = (ref: Ref, saveId = 'save-1') => toSave(undefined, begin(ref), { saveId, now: 1 });

/** One more look at the only operation: a change that can be counted. */
function looked(payment: Payment | undefined): Payment {
  const [operation] = payment?.operations ?? [];
  assert.ok(payment && operation);
  return withOperation(payment, { ...operation, looks: operation.looks + 1 });
}

function toLedger({ client }: Dynamo) {
  const store = createDynamoLedgerStore({ client, table: LEDGER });
  return createLedger({ store, clock: systemClock, random: Math.random, newId: newNonce, sleep });
}

const storeOf = ({ client }: Dynamo) => createDynamoLedgerStore({ client, table: LEDGER });

/** What the ledger's store must do on every engine. */
export function testLedgerStore(dynamo: () => Dynamo): void {
  testConditions(dynamo);
  testLosses(dynamo);
  testRaces(dynamo);
  testOtherVersions(dynamo);
}

function testConditions(dynamo: () => Dynamo): void {
  test('a payment never seen is not there', async () => {
    assert.equal(await storeOf(dynamo()).read(toPaymentKey(newRef())), undefined);
  });

  test('a first save is read back as it was saved', async () => {
    const payment = begun(newRef());

    assert.deepEqual(await storeOf(dynamo()).save(payment), { saved: true });

    const expected: Payment = JSON.parse(JSON.stringify(payment));
    assert.deepEqual(await storeOf(dynamo()).read(payment.payment), expected);
  });

  test('a first save of a payment that is there gives what is there', async () => {
    const ref = newRef();
    await storeOf(dynamo()).save(begun(ref, 'save-1'));

    const result = await storeOf(dynamo()).save(begun(ref, 'save-2'));

    assert.ok(!result.saved);
    assert.deepEqual([result.kept.saveId, result.kept.version], ['save-1', 1]);
    assert.deepEqual(result.kept, await storeOf(dynamo()).read(toPaymentKey(ref)));
  });

  test('a save goes upon the version before it, and upon no other', async () => {
    const first = begun(newRef());
    const second = toSave(first, looked(first), { saveId: 'save-2', now: 2 });
    const third = toSave(second, looked(second), { saveId: 'save-3', now: 3 });
    await storeOf(dynamo()).save(first);

    const early = await storeOf(dynamo()).save(third);
    assert.equal(!early.saved && early.kept.saveId, 'save-1');
    assert.deepEqual(await storeOf(dynamo()).save(second), { saved: true });
    const again = await storeOf(dynamo()).save({ ...second, saveId: 'save-x' });
    assert.equal(!again.saved && again.kept.saveId, 'save-2');
    assert.deepEqual(await storeOf(dynamo()).save(third), { saved: true });
  });

  test('a save upon an item that is gone is no save', async () => {
    const first = begun(newRef());
    const second = toSave(first, looked(first), { saveId: 'save-2', now: 2 });

    await assert.rejects(storeOf(dynamo()).save(second), { name: 'LedgerUnanswered' });

    assert.equal(await storeOf(dynamo()).read(first.payment), undefined);
  });

  test('a save that the engine refuses is no save, and known to be none', async () => {
    const store = createDynamoLedgerStore({ client: dynamo().client, table: 'none' });

    await assert.rejects(store.save(begun(newRef())), { name: 'ResourceNotFoundException' });
  });

  test('an open operation is found by when it is due, and a closed one is not', async () => {
    const first = begun(newRef());
    await storeOf(dynamo()).save(first);
    assert.deepEqual(await findDue(dynamo(), first), [first.payment]);

    const [operation] = first.operations;
    assert.ok(operation);
    const closed = withOperation(first, { ...operation, state: 'failed' });
    await storeOf(dynamo()).save(toSave(first, closed, { saveId: 'save-2', now: 2 }));

    assert.deepEqual(await findDue(dynamo(), first), []);
  });
}

async function findDue(
  { client }: Dynamo,
  { payment, dueShard = '', dueAt = 0 }: Payment,
): Promise<unknown[]> {
  const { Items: items = [] } = await client.send(
    new QueryCommand({
      TableName: LEDGER,
      IndexName: 'due',
      KeyConditionExpression: 'dueShard = :shard AND dueAt <= :now',
      ExpressionAttributeValues: toItem({ ':shard': dueShard, ':now': dueAt }),
    }),
  );
  return items.map((item) => fromItem(item).payment).filter((found) => found === payment);
}

function testLosses(dynamo: () => Dynamo): void {
  describe('a change is saved once, and known to be, when', () => {
    const rows = [
      { name: 'the answer is lost once', what: 'answer', times: 1 },
      { name: 'the answer is lost to every try of the client', what: 'answer', times: 3 },
      { name: 'the request is lost once', what: 'request', times: 1 },
      { name: 'the request is lost to every try of the client', what: 'request', times: 3 },
    ] as const;
    for (const { name, what, times } of rows) {
      test(name, async () => {
        const ref = newRef();
        dynamo().lose(what, times);

        const first = await toLedger(dynamo()).change('absent', () => begin(ref));

        assert.equal(first?.version, 1);
        assert.deepEqual((await toLedger(dynamo()).read(ref))?.saveId, first?.saveId);
        assert.ok(first);
        dynamo().lose(what, times);
        await toLedger(dynamo()).change(first, looked);
        const second = await toLedger(dynamo()).read(ref);
        assert.deepEqual([second?.version, second?.operations[0]?.looks], [2, 1]);
      });
    }
  });

  test('a change whose answers are all lost is of unknown fate', async (t) => {
    const ref = newRef();
    t.after(() => dynamo().lose('answer', 0));
    dynamo().lose('answer', 100);

    const change = toLedger(dynamo()).change('absent', () => begin(ref));

    await assert.rejects(change, { name: 'LedgerUnanswered' });
  });
}

function testRaces(dynamo: () => Dynamo): void {
  test('fifty racing changes land once each, and the version counts them', async () => {
    const ref = newRef();
    const first = await toLedger(dynamo()).change('absent', () => begin(ref));
    assert.ok(first);

    await Promise.all(Array.from({ length: RACERS }, () => changeOften(dynamo(), first)));

    const last = await toLedger(dynamo()).read(ref);
    const changes = RACERS * CHANGES_EACH;
    assert.deepEqual([last?.operations[0]?.looks, last?.version], [changes, changes + 1]);
  });

  test('fifty first saves at once make one operation', async () => {
    const ref = newRef();

    const all = await Promise.all(
      Array.from({ length: 50 }, () =>
        toLedger(dynamo()).change('absent', (payment) => payment ?? begin(ref)),
      ),
    );

    assert.equal(new Set(all.map((payment) => payment?.saveId)).size, 1);
    assert.deepEqual([all[0]?.version, all[0]?.operations.length], [1, 1]);
  });
}

/** Changes from what was seen first. A change that lost too many races says so, and is asked for again. */
async function changeOften(dynamo: Dynamo, seen: Payment): Promise<void> {
  for (let changes = 0; changes < CHANGES_EACH; ) {
    const changed = await toLedger(dynamo)
      .change(seen, looked)
      .catch((error: unknown) => {
        assert.ok(error instanceof Error && error.name === 'internal_error');
      });
    if (changed) changes += 1;
  }
}

function testOtherVersions(dynamo: () => Dynamo): void {
  const strange = {
    text: 'x',
    number: 1.5,
    flag: true,
    nothing: null,
    list: [1, 'a', { deep: true }],
    set: new Set(['a', 'b']),
    map: { inner: { deep: [0] } },
  };

  async function putStranger(more: { payment?: object; operation?: object }) {
    const ref = newRef();
    const payment = begun(ref);
    const [operation] = payment.operations;
    const item = { ...payment, ...more.payment, operations: [{ ...operation, ...more.operation }] };
    await dynamo().put(LEDGER, toItem(item));
    return { ref, key: toItem({ payment: payment.payment }) };
  }

  test('attributes of another version are carried through a change, at the top and in operations', async () => {
    const { ref, key } = await putStranger({ payment: { strange }, operation: { strange } });
    const before = await toLedger(dynamo()).read(ref);
    assert.ok(before);

    await toLedger(dynamo()).change(before, looked);

    const after = fromItem((await dynamo().get(LEDGER, key)) ?? {});
    assert.deepEqual(after.strange, strange);
    assert.ok(Array.isArray(after.operations));
    assert.deepEqual(after.operations[0].strange, strange);
    assert.deepEqual([after.version, after.operations[0].looks], [2, 1]);
  });

  test('attributes of another version are carried through a change, in problems and their words', async () => {
    const words = { status: 422, code: 'x', strange };
    const problem = { code: 'provider_unreachable', strange, provider: words };
    const { ref, key } = await putStranger({ operation: { problem } });
    const before = await toLedger(dynamo()).read(ref);
    assert.ok(before);

    await toLedger(dynamo()).change(before, looked);

    const after = fromItem((await dynamo().get(LEDGER, key)) ?? {});
    assert.ok(Array.isArray(after.operations));
    assert.deepEqual(after.operations[0].problem, problem);
  });

  describe('an item of a newer schema is never written,', () => {
    const rows = [
      { name: 'where it looks as ours', operation: {} },
      { name: 'where it holds a state that is not known here', operation: { state: 'dreaming' } },
      { name: 'where it holds a field of another type', operation: { looks: { many: 1 } } },
    ];
    for (const { name, operation } of rows) {
      test(name, async () => {
        const { ref, key } = await putStranger({ payment: { schema: 2 }, operation });
        const before = await dynamo().get(LEDGER, key);

        const change = toLedger(dynamo()).change('absent', (found) => (found ? looked(found) : begin(ref)));

        await assert.rejects(change, {
          name: 'internal_error',
          facts: {
            ...{ status: 503, outcome: 'unknown' },
            detail:
              'A newer version of this service wrote this payment; it cannot be changed until the deployment is complete.',
          },
        });
        assert.deepEqual(await dynamo().get(LEDGER, key), before);
      });
    }
  });
}
