import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { createFuzzFunction } from '../../fuzz/fuzz-function.ts';
import { createPorts, MERCHANT } from '../../fuzz/ports.ts';
import { createProviderDouble } from '../../fuzz/provider-double.ts';

const HOUR_MS = 3_600_000;

/** The shard with which the sweeps of these ports begin. */
const FIRST = 'letpay#4';

const COMMAND = { action: 'cancel', merchantId: MERCHANT, provider: 'letpay', idempotencyKey: 'key-1' };

const PAYMENTS = Array.from({ length: 24 }, (_, at) => `00000000-0000-4000-8000-0000000000${at + 10}`);

test('a shard that cannot be listed keeps no other from its sweep, which fails all the same', async () => {
  const double = createProviderDouble({ provider: 'letpay', paid: false, method: 'PICPAY' }, []);
  const ports = createPorts(double.answer);
  const unreachable = async () => ({ is: 'not_sent', why: 'unreachable', detail: 'no route' }) as const;
  const begin = createFuzzFunction('letpay', { ...ports, exchange: unreachable });
  const sweep = createFuzzFunction('letpay', { ...ports, dynamo: withoutShard(ports.dynamo, FIRST) });
  for (const paymentId of PAYMENTS) await begin({ ...COMMAND, paymentId });
  const waiting = shardsOf(ports.saves);
  const elsewhere = [...waiting].filter(([, shard]) => shard !== FIRST).map(([payment]) => payment);
  assert.ok(elsewhere.length < PAYMENTS.length, 'none is in the shard');

  const before = ports.saves.length;
  // One sweep has not the time for all: a merchant's one slot is held by one at a time.
  for (let sweeps = 0; sweeps < 6; sweeps += 1) {
    ports.pass(HOUR_MS);
    await assert.rejects(sweep({ trigger: 'sweep' }), { name: 'internal_error' });
  }

  const swept = [...shardsOf(ports.saves.slice(before)).keys()];
  assert.deepEqual(swept.toSorted(), elsewhere.toSorted());
});

const text = z.object({ S: z.string() });
const itemSchema = z.object({ payment: text, dueShard: text.optional() });

/** The shard of each payment that was saved, as it was saved last. */
function shardsOf(saves: readonly string[]): Map<string, string | undefined> {
  const items = saves.map((save) => itemSchema.parse(JSON.parse(save)));
  return new Map(items.map(({ payment, dueShard }) => [payment.S, dueShard?.S]));
}

/** The same tables, of whose due index one shard gives no answer. */
function withoutShard(client: DynamoDBClient, shard: string): DynamoDBClient {
  const send = async (command: Parameters<DynamoDBClient['send']>[0]) => {
    if (command instanceof QueryCommand && command.input.ExpressionAttributeValues?.[':shard']?.S === shard)
      throw new Error('it is throttled');
    return client.send(command);
  };
  return Object.assign(Object.create(DynamoDBClient.prototype), { send });
}
