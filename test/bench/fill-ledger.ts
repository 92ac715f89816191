import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { callEngine } from '../../local/engine/call-engine.ts';
import type { Engine } from '../../local/engine/engine.ts';
import { dueShards } from '../../shared/operation/save.ts';
import { MERCHANT, type WorldOfBench } from './bench-world.ts';
import { inLanes } from './in-lanes.ts';
import { sayProgress } from './progress.ts';

/** What BatchWriteItem takes at once. */
const BATCH = 25;

const LANES = 8;

/** Batches after which progress is shown. */
const SHOWN_EVERY = 1000;

/** Times that a batch may come back in part before the engine must be broken. */
const MAX_ROUNDS = 20;

const FAR_FUTURE_MS = 30 * 24 * 60 * 60 * 1000;

const Found = z.object({ Item: z.record(z.string(), z.unknown()) });
const Batched = z.object({ UnprocessedItems: z.record(z.string(), z.array(z.unknown())).default({}) });

/** An item of the ledger as the engine keeps it. */
type Item = Readonly<Record<string, unknown>>;

/** Fills the ledger with copies of a real payment, past every function. */
export function createFiller(world: WorldOfBench) {
  const table = world.tableName('Ledger');

  async function read(paymentId: string): Promise<Item> {
    const Key = { payment: { S: `${MERCHANT}#letpay#${paymentId}` } };
    const found = await callEngine(world.engine, 'DynamoDB_20120810.GetItem', { TableName: table, Key });
    return Found.parse(found).Item;
  }

  return {
    /** @param how `open`: an operation that is due for the sweeper, but not for a month */
    async add(paymentId: string, count: number, how: 'finished' | 'open'): Promise<void> {
      const template = JSON.stringify(await read(paymentId));
      const make = () => toCopy(template, paymentId, how);
      await inLanes(LANES, Math.ceil(count / BATCH), async (at) => {
        const items = Array.from({ length: Math.min(BATCH, count - at * BATCH) }, make);
        await writeBatch(world.engine, table, items);
        if ((at + 1) % SHOWN_EVERY === 0) sayProgress(`${((at + 1) * BATCH).toLocaleString('en')} written`);
      });
    },
  };
}

function toCopy(template: string, paymentId: string, how: 'finished' | 'open'): Item {
  const copy: Item = JSON.parse(template.replaceAll(paymentId, randomUUID()));
  const { dueShard: _shard, dueAt: _at, ...rest } = copy;
  if (how === 'finished') return rest;
  const shards = dueShards('letpay');
  const shard = shards[Math.floor(Math.random() * shards.length)] ?? '';
  return { ...rest, dueShard: { S: shard }, dueAt: { N: String(Date.now() + FAR_FUTURE_MS) } };
}

async function writeBatch(engine: Engine, table: string, items: readonly Item[]): Promise<void> {
  let left: readonly unknown[] = items.map((Item) => ({ PutRequest: { Item } }));
  for (let round = 0; left.length > 0; round++) {
    if (round === MAX_ROUNDS) throw new Error(`${engine.name} does not take all of a batch. Run it again.`);
    const RequestItems = { [table]: left };
    const answer = await callEngine(engine, 'DynamoDB_20120810.BatchWriteItem', { RequestItems });
    left = Batched.parse(answer).UnprocessedItems[table] ?? [];
  }
}
