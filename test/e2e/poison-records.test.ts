import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { runOps } from '../../ops/run-ops.ts';
import { toItem } from '../../shared/aws/dynamo-client.ts';
import { eventually } from '../local/eventually.ts';
import { callAws } from './aws.ts';
import { startWorld, type TestPayment, type World } from './world.ts';

/** Engines whose streams differ: DynamoDB Local has its own, dynalite's are made of the writes that pass by. */
const ENGINES = ['dynamodb-local', 'dynalite'] as const;

for (const engine of ENGINES)
  describe(`a record that the relay cannot publish, on ${engine},`, () => {
    let world: World;
    before(async () => {
      world = await startWorld({ engine });
    });
    after(() => world.close());

    const keyOf = ({ merchantId, provider, paymentId }: TestPayment) =>
      `${merchantId}#${provider}#${paymentId}`;

    /** How many events of a payment were published. */
    const countOf = ({ paymentId }: TestPayment) =>
      world.stack.events.entries.filter(
        ({ event }) => event.source === 'estorno' && JSON.stringify(event.detail).includes(paymentId),
      ).length;

    async function canceled(): Promise<TestPayment> {
      const payment = world.newPayment('sopague');
      await world.cancel(payment);
      await eventually(() => countOf(payment) > 0);
      return payment;
    }

    async function readItem(payment: TestPayment) {
      const items = await world.stack.readItems('Ledger');
      return items.find((item) => item.payment === keyOf(payment)) ?? assert.fail('no such item');
    }

    async function putItem(item: object): Promise<void> {
      const body = { TableName: world.stack.tableName('Ledger'), Item: toItem(item) };
      await callAws(world.stack, 'DynamoDB_20120810.PutItem', body);
    }

    async function ops(args: string): Promise<string> {
      const lines: string[] = [];
      const keep = (text: string) => void lines.push(text);
      const code = await runOps([...args.split(' '), '--local', world.stack.url], {
        print: keep,
        complain: keep,
      });
      assert.equal(code, 0, lines.join('\n'));
      return lines.join('\n');
    }

    test('is set aside with its payment, the others go on, and a command publishes it again', async () => {
      const payment = await canceled();
      const item = await readItem(payment);
      const before = countOf(payment);

      const event = { ...Object(item.event), type: 'Dreamed' };
      await putItem({ ...item, version: Number(item.version) + 1, event });
      await canceled();

      await eventually(async () => /^relay: 1 dead-letter/.test(await ops('dlq show --queue relay')));
      const shown = await ops('dlq show --queue relay');
      assert.match(shown, /image_unreadable/);
      assert.ok(shown.includes(keyOf(payment)), shown);

      await putItem({ ...item, version: Number(item.version) + 2 });
      await eventually(() => countOf(payment) > before);
      const published = countOf(payment);
      assert.equal(await ops('dlq redrive --queue relay'), 'relay: 1 were published again.');

      await eventually(() => countOf(payment) > published);
      assert.match(await ops('dlq show --queue relay'), /^relay: 0 dead-letter/);
    });

    test('stays in the queue, with the reason, while this version cannot read its item', async () => {
      const payment = await canceled();
      const item = await readItem(payment);
      await putItem({ ...item, schema: 2, version: Number(item.version) + 1 });
      await eventually(async () => /^relay: 1 dead-letter/.test(await ops('dlq show --queue relay')));

      const kept = await ops('dlq redrive --queue relay');

      assert.match(kept, /^relay: 0 were published again\. 1 stay:\n {2}\S+: .*\(internal_error\)$/);
      await putItem({ ...item, version: Number(item.version) + 2 });
      assert.equal(await ops('dlq redrive --queue relay'), 'relay: 1 were published again.');
    });
  });
