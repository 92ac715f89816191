import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as z from 'zod';
import { type LocalStack, startLocalStack } from '../../local/local-stack.ts';
import { runOps } from '../../ops/run-ops.ts';
import { toItem } from '../../shared/aws/dynamo-client.ts';
import { eventually } from '../local/eventually.ts';
import { callAws } from './aws.ts';
import { callHttp } from './http-client.ts';
import { pick, readOperation } from './shapes.ts';
import { sharedEngine } from './shared-engine.ts';
import {
  letpayLogin,
  mercadopagoLogin,
  pixLogin,
  sopagueLogin,
  startWorld,
  type TestPayment,
  toPath,
  type World,
} from './world.ts';

const COPY = 'LedgerRestored';
const PART = 300;

const operationsSchema = z.array(z.object({ state: z.string() }));

for (const engine of ['dynamodb-local', 'dynalite'] as const)
  describe(`an old copy of the ledger under a new stack, on ${engine}:`, () => {
    let old: World;
    let stack: LocalStack;
    let waiting: TestPayment;
    let returned: TestPayment;
    let lost: TestPayment;
    let sentSince: TestPayment;
    /** Refunds that were not sent before the copy, and were executed since. */
    let refundedSince: readonly TestPayment[];
    /** Refunds of which no copy has a record. */
    let lostRefunds: readonly TestPayment[];
    let missing: string;

    before(async () => {
      old = await startWorld({ engine });
      returned = old.newPayment('sopague');
      await old.cancel(returned, { body: { amount: PART } });
      waiting = await notSent(old);
      sentSince = await notSent(old);
      keepFlowsAway(old);
      refundedSince = [await notRefunded(old, 'pix'), await notRefunded(old, 'mercadopago')];
      const items = await old.stack.readItems('Ledger');
      const from = new Date(old.now()).toISOString();
      // All that follows is in no copy.
      old.forget();
      keepFlowsAway(old);
      await old.cancel(sentSince);
      lostRefunds = [newPaid(old, 'pix'), newPaid(old, 'mercadopago')];
      for (const payment of [...refundedSince, ...lostRefunds]) await old.refund(payment);
      lost = old.newPayment('sopague');
      await old.cancel(lost, { body: { amount: PART } });
      missing = `--from ${from} --until ${new Date(old.now()).toISOString()}`;
      const wanted = sharedEngine(engine);
      stack = await startLocalStack({
        ...(wanted && { engine: wanted }),
        schedules: false,
        clock: old.stack.clock,
        providerUrls: {
          ...{ letpay: old.letpay.url, sopague: old.sopague.url },
          ...{ mercadopago: old.mercadopago.url, pix: old.pix.url },
        },
        trusts: old.pix.certificate === undefined ? [] : [old.pix.certificate],
        secrets: {
          'loja-1': {
            letpay: { ...letpayLogin('loja-1'), environment: 'sandbox' },
            sopague: { ...sopagueLogin('loja-1'), environment: 'sandbox' },
            mercadopago: { ...mercadopagoLogin('loja-1'), environment: 'sandbox' },
            pix: { ...pixLogin('loja-1'), psp: 'efi', environment: 'sandbox' },
          },
        },
      });
      await createCopy(stack, items);
      // The invocation that sent last has ended.
      stack.clock.moveForward(60_000);
    });
    after(async () => {
      await stack.close();
      await old.close();
    });

    async function ops(args: string) {
      const lines: string[] = [];
      const keep = (text: string) => void lines.push(text);
      const code = await runOps([...args.split(' '), '--local', stack.url], { print: keep, complain: keep });
      // A process remembers for a while whether there is a recovery: new ones read it.
      if (/^restore (begin|end)/.test(args)) await stack.environments.killAll();
      return { code, text: lines.join('\n') };
    }

    async function post(payment: TestPayment, what: string, key: string, body: object = {}) {
      const headers = { 'idempotency-key': key, 'content-type': 'application/json' };
      const path = `${toPath(payment)}/${what}`;
      const answer = await callHttp(stack.url, {
        ...{ method: 'POST', path, headers },
        body: JSON.stringify(body),
      });
      return readOperation(answer, answer.status === 200 ? 200 : 202);
    }

    const cancel = (payment: TestPayment, key: string, body?: object) =>
      post(payment, 'cancellations', key, body);

    test('nothing is put into it before recovery has begun', async () => {
      const { code, text } = await ops(`restore copy --table ${COPY} ${missing}`);

      assert.equal(code, 1);
      assert.match(text, /^Recovery has not begun for these instants/);
      assert.deepEqual(await stack.readItems('Ledger'), []);
    });

    test('the copy is put into it, and a repeated command puts nothing twice', async () => {
      const begun = await ops(`restore begin ${missing}`);
      assert.equal(begun.code, 0, begun.text);

      const copied = await ops(`restore copy --table ${COPY} ${missing}`);
      const again = await ops(`restore copy --table ${COPY} ${missing}`);

      assert.equal(
        copied.text,
        '5 payments were restored, of which 4 are unfinished; 0 are in the ledger already, and stay as they are.',
      );
      assert.match(again.text, /^0 payments were restored, .*; 5 are in the ledger already/);
    });

    test('what was unfinished is inquired about before it is sent, and what was sent since is not sent again', async () => {
      for (const payment of [waiting, sentSince]) {
        old.letpay.reset();
        const operation = await cancel(payment, 'key-1');

        const [first] = old.sent(payment);
        assert.equal(first?.method, 'GET', 'an inquiry comes first');
        assert.ok(['succeeded', 'processing'].includes(operation.state), operation.state);
      }
      assert.equal(old.sent(waiting, 'cancel').length, 0, 'forgotten by the reset');
      assert.equal(old.effects(waiting), 1);
      assert.equal(old.effects(sentSince), 1);
    });

    test('a refund that was executed since is found done, whatever method the copy has, and made once', async () => {
      for (const payment of refundedSince) {
        const operation = await eventually(
          () => post(payment, 'refunds', 'key-1'),
          ({ state }) => state === 'succeeded',
        );

        assert.deepEqual(pick(operation, 'method', 'outcome'), { method: 'refund', outcome: 'applied' });
        assert.equal(old.effects(payment), 1);
      }
    });

    test('a whole refund whose record is lost is not sent again: a person decides', async () => {
      for (const payment of lostRefunds) {
        const operation = await post(payment, 'refunds', 'key-1');

        assert.deepEqual(pick(operation, 'state', 'outcome', 'attempts'), {
          ...{ state: 'manual_review', outcome: 'unknown', attempts: 0 },
        });
        assert.equal(old.effects(payment), 1);
      }
    });

    test('the sweeper finds what is unfinished in the rebuilt index', async () => {
      const items = (await stack.readItems('Ledger')).filter(({ operations }) => operations);
      assert.ok(items.length > 0);
      for (const { operations, dueShard } of items) {
        const states = operationsSchema.parse(operations).map(({ state }) => state);
        const isOpen = states.some((state) => state !== 'succeeded' && state !== 'failed');
        assert.equal(typeof dueShard, isOpen ? 'string' : 'undefined');
      }
    });

    test('a repeat of a part whose record is lost sends nothing: a person decides', async () => {
      const operation = await cancel(lost, 'key-1', { amount: PART });

      assert.deepEqual(pick(operation, 'state', 'outcome', 'attempts'), {
        state: 'manual_review',
        outcome: 'unknown',
        attempts: 0,
      });
      assert.equal(old.effects(lost), 1);
    });

    test('what was final stays so, and its repeat is answered from the copy', async () => {
      const before = old.sent(returned).length;

      const operation = await cancel(returned, 'key-1', { amount: PART });

      assert.equal(operation.state, 'succeeded');
      assert.equal(old.sent(returned).length, before);
    });

    test('after the recovery a whole cancellation needs no inquiry again', async () => {
      const ended = await ops('restore end');
      assert.equal(ended.code, 0, ended.text);
      const payment = old.newPayment('letpay');

      await cancel(payment, 'key-1');

      assert.equal(old.sent(payment)[0]?.method, 'POST');
    });
  });

/** A cancellation that the provider could not be reached for. */
async function notSent(world: World): Promise<TestPayment> {
  const payment = world.newPayment('letpay');
  world.letpay.next({ status: 503 }, { kind: 'login', times: 1 });
  const answer = await world.cancel(payment);
  assert.equal(readOperation(answer, 202).state, 'accepted');
  return payment;
}

type RefundedBy = 'pix' | 'mercadopago';

function newPaid(world: World, provider: RefundedBy): TestPayment {
  return provider === 'pix'
    ? world.newCharge({ status: 'CONCLUIDA' })
    : world.newMercadopagoPayment({ status: 'approved' });
}

/** A whole refund for which the payment could not be read. */
async function notRefunded(world: World, provider: RefundedBy): Promise<TestPayment> {
  const payment = newPaid(world, provider);
  world.simulators[provider].next({ status: 503 }, { kind: 'read', times: 1 });
  const operation = readOperation(await world.refund(payment), 202);
  assert.deepEqual(pick(operation, 'state', 'method'), { state: 'accepted', method: 'void' });
  return payment;
}

/** The flow of a refund would send it at a moment of its own. */
function keepFlowsAway({ stack }: World): void {
  stack.faults.add({ target: 'StartExecution', kind: 'unavailable', times: Number.POSITIVE_INFINITY });
}

async function createCopy(stack: LocalStack, items: readonly object[]): Promise<void> {
  await callAws(stack, 'DynamoDB_20120810.CreateTable', {
    TableName: COPY,
    KeySchema: [{ AttributeName: 'payment', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'payment', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  for (const item of items)
    await callAws(stack, 'DynamoDB_20120810.PutItem', { TableName: COPY, Item: toItem(item) });
}
