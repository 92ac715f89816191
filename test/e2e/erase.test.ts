import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runOps } from '../../ops/run-ops.ts';
import { onEveryEngine } from './engines.ts';
import { readOperation } from './shapes.ts';

const REFERENCE = 'canary-pedido-de-maria';

onEveryEngine((world) => {
  async function ops(args: string) {
    const lines: string[] = [];
    const keep = (text: string) => void lines.push(text);
    const code = await runOps([...args.split(' '), '--local', world().stack.url], {
      print: keep,
      complain: keep,
    });
    return { code, text: lines.join('\n') };
  }

  const body = { reference: REFERENCE, reason: 'duplicate' };
  const stored = async () => JSON.stringify(await world().stack.readItems('Ledger'));

  async function canceled() {
    const payment = world().newPayment('sopague');
    const answer = await world().cancel(payment, { body });
    return { payment, operation: readOperation(answer, 200) };
  }

  test('the texts of a final operation are erased, and its repeat is answered as before but for them', async () => {
    const { payment, operation } = await canceled();
    assert.ok((await stored()).includes(REFERENCE));

    const { code, text } = await ops(`erase --operation ${operation.links.self}`);

    assert.equal(code, 0, text);
    assert.ok(!(await stored()).includes(REFERENCE));
    const repeated = readOperation(await world().cancel(payment, { body }), 200);
    assert.deepEqual([repeated.state, repeated.outcome], ['succeeded', 'applied']);
    assert.equal(world().sent(payment, 'cancel').length, 1);
  });

  test('an operation that is not final keeps its texts', async () => {
    const payment = world().newPayment('letpay');
    world().letpay.next({ status: 503 }, { kind: 'login', times: 1 });
    const operation = readOperation(await world().cancel(payment, { body }), 202);

    const { code, text } = await ops(`erase --operation ${operation.links.self}`);

    assert.equal(code, 1);
    assert.match(text, /^The operation is not final/);
    assert.ok((await stored()).includes(REFERENCE));
  });

  test('what a person recorded goes with --audit alone', async () => {
    const { payment, operation } = await canceled();
    const other = world().newPayment('letpay');
    world().letpay.next({ status: 503 }, { kind: 'login', times: 1 });
    const open = readOperation(await world().cancel(other, { body }), 202);
    const recorded = await runOps(
      [
        ...['resolve', '--operation', open.links.self, '--outcome', 'succeeded'],
        ...['--evidence', 'canary evidence of it', '--local', world().stack.url],
      ],
      { print: () => undefined, complain: (text) => assert.fail(text) },
    );
    assert.equal(recorded, 0);

    await ops(`erase --operation ${open.links.self}`);
    assert.match(await stored(), /canary evidence/);
    await ops(`erase --operation ${open.links.self} --audit`);

    assert.doesNotMatch(await stored(), /canary evidence/);
    assert.ok(operation.id !== open.id && payment.paymentId !== other.paymentId);
  });

  test('everything that ended before an instant is found and erased, and nothing newer', async () => {
    await canceled();
    const now = new Date(world().now() + 1).toISOString();

    const old = await ops('erase --before 2001-01-01T00:00:00Z --audit');
    assert.match(old.text, /the texts of 0 operations were erased/);
    const all = await ops(`erase --before ${now}`);

    assert.equal(all.code, 0, all.text);
    assert.doesNotMatch(all.text, /texts of 0 operations/);
  });
});
