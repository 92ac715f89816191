import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { fromItem, toItem } from '../../shared/aws/dynamo-client.ts';
import { createDynamoLedgerStore } from '../../shared/aws/dynamo-ledger-store.ts';
import { type PaymentRef, toPaymentKey } from '../../shared/domain/ids.ts';
import { newNonce, sleep, systemClock } from '../../shared/function/process.ts';
import { createLedger } from '../../shared/operation/ledger.ts';
import { newPayment, type Payment, parsePayment, withOperation } from '../../shared/operation/payment.ts';
import { toSave } from '../../shared/operation/save.ts';
import { operationIn, SAMPLE_FIELDS } from '../shared/sample-operation.ts';
import { type Dynamo, LEDGER } from './engines.ts';

/** Fifty changes, of so many at once. */
const RACERS = 5;
const CHANGES_EACH = 10;

let payments = 0;

/** A payment that no other test has. */
function newRef(): PaymentRef {
  payments += 1;
  return { merchantId: 'loja-1', provider: 'letpay', paymentId: `payment-${payments}` };
}

/** A payment with its first operation. */
function begin(ref: PaymentRef): Payment {
  return { ...newPayment(ref), operations: [operationIn('sending')] };
}

const begun = (ref: PaymentRef, saveId = 'save-1') =>
  toSave(undefined, { payment: begin(ref) }, { saveId, now: 1 });

/** One more inquiry about the only operation: a change that can be counted. */
function inquired(payment: Payment | undefined): Payment {
  const [operation] = payment?.operations ?? [];
  assert.ok(payment && operation && 'inquiries' in operation);
  return withOperation(payment, { ...operation, inquiries: operation.inquiries + 1 });
}

const toChange = (payment: Payment | undefined) => ({ payment: inquired(payment) });

const inquiriesIn = (payment: Payment | undefined) => {
  const [operation] = payment?.operations ?? [];
  return operation && 'inquiries' in operation ? operation.inquiries : undefined;
};

function toLedger(dynamo: Dynamo) {
  const store = storeOf(dynamo);
  return createLedger({ store, clock: systemClock, random: Math.random, newId: newNonce, sleep });
}

const storeOf = ({ client }: Dynamo, table = LEDGER) =>
  createDynamoLedgerStore({ client, table, parse: parsePayment });

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
    const second = toSave(first, toChange(first), { saveId: 'save-2', now: 2 });
    const third = toSave(second, toChange(second), { saveId: 'save-3', now: 3 });
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
    const second = toSave(first, toChange(first), { saveId: 'save-2', now: 2 });

    await assert.rejects(storeOf(dynamo()).save(second), { name: 'LedgerUnanswered' });

    assert.equal(await storeOf(dynamo()).read(first.payment), undefined);
  });

  test('a save that the engine refuses is no save, and known to be none', async () => {
    const store = storeOf(dynamo(), 'none');

    await assert.rejects(store.save(begun(newRef())), { name: 'ResourceNotFoundException' });
  });

  test('an open operation is found by when it is due, and a closed one is not', async () => {
    const first = begun(newRef());
    await storeOf(dynamo()).save(first);
    assert.deepEqual(await findDue(dynamo(), first), [first.payment]);

    const closed = withOperation(first, operationIn('failed'));
    await storeOf(dynamo()).save(toSave(first, { payment: closed }, { saveId: 'save-2', now: 2 }));

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

        const first = await toLedger(dynamo()).change('absent', () => ({ payment: begin(ref) }));

        assert.equal(first?.version, 1);
        assert.deepEqual((await toLedger(dynamo()).read(ref))?.saveId, first?.saveId);
        assert.ok(first);
        dynamo().lose(what, times);
        await toLedger(dynamo()).change(first, toChange);
        const second = await toLedger(dynamo()).read(ref);
        assert.deepEqual([second?.version, inquiriesIn(second)], [2, 1]);
      });
    }
  });

  test('a change whose answers are all lost is of unknown fate', async (t) => {
    const ref = newRef();
    t.after(() => dynamo().lose('answer', 0));
    dynamo().lose('answer', 100);

    const change = toLedger(dynamo()).change('absent', () => ({ payment: begin(ref) }));

    await assert.rejects(change, { name: 'LedgerUnanswered' });
  });
}

function testRaces(dynamo: () => Dynamo): void {
  test('fifty racing changes take effect once each, and the version counts them', async () => {
    const ref = newRef();
    const first = await toLedger(dynamo()).change('absent', () => ({ payment: begin(ref) }));
    assert.ok(first);

    await Promise.all(Array.from({ length: RACERS }, () => changeOften(dynamo(), first)));

    const last = await toLedger(dynamo()).read(ref);
    const changes = RACERS * CHANGES_EACH;
    assert.deepEqual([inquiriesIn(last), last?.version], [changes, changes + 1]);
  });

  test('fifty first saves at once make one operation', async () => {
    const ref = newRef();

    const all = await Promise.all(
      Array.from({ length: 50 }, () =>
        toLedger(dynamo()).change('absent', (payment) => (payment ? undefined : { payment: begin(ref) })),
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
      .change(seen, toChange)
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

    await toLedger(dynamo()).change(before, toChange);

    const after = fromItem((await dynamo().get(LEDGER, key)) ?? {});
    assert.deepEqual(after.strange, strange);
    assert.ok(Array.isArray(after.operations));
    assert.deepEqual(after.operations[0].strange, strange);
    assert.deepEqual([after.version, after.operations[0].inquiries], [2, 1]);
  });

  test('attributes of another version are carried through a change, in problems and the errors of providers', async () => {
    const providerError = { status: 422, code: 'x', strange };
    const waitingFor = { code: 'provider_unreachable', strange, providerError };
    const accepted = { state: 'accepted', ...SAMPLE_FIELDS.accepted, waitingFor };
    const { ref, key } = await putStranger({ operation: accepted });
    const before = await toLedger(dynamo()).read(ref);
    assert.ok(before);

    await toLedger(dynamo()).change(before, toChange);

    const after = fromItem((await dynamo().get(LEDGER, key)) ?? {});
    assert.ok(Array.isArray(after.operations));
    assert.deepEqual(after.operations[0].waitingFor, waitingFor);
  });

  describe('an item of a newer schema is never written,', () => {
    const rows = [
      { name: 'where it has the form of ours', operation: {} },
      { name: 'where it holds a state that is not known here', operation: { state: 'dreaming' } },
      { name: 'where it holds a field of another type', operation: { inquiries: { many: 1 } } },
    ];
    for (const { name, operation } of rows) {
      test(name, async () => {
        const { ref, key } = await putStranger({ payment: { schema: 2 }, operation });
        const before = await dynamo().get(LEDGER, key);

        const change = toLedger(dynamo()).change('absent', (found) => ({
          payment: found ? inquired(found) : begin(ref),
        }));

        await assert.rejects(change, {
          name: 'internal_error',
          facts: {
            ...{ isTemporary: true, outcome: 'unknown' },
            detail:
              'A newer version of this service wrote this payment; it cannot be changed until the deployment is complete.',
          },
        });
        assert.deepEqual(await dynamo().get(LEDGER, key), before);
      });
    }
  });
}
