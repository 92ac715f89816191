import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { assertHolds } from './assert-holds.ts';
import { crashWorlds } from './crash-points.ts';
import { createPool, type Job } from './pool.ts';

const SEEDS = 10_000;
const CHUNK = 250;

describe('the protocol, simulated at length', () => {
  const pool = createPool();
  after(pool.close);

  test('every rule holds wherever a process dies or freezes, by every kind of blow at each point', async () => {
    const jobs = crashWorlds().map(
      ({ name: world }): Job => ({ is: 'crash points', world, depth: 'singly' }),
    );
    assertHolds(await pool.doAll(jobs));
  });

  test('every rule holds in ten thousand random schedules', async (t) => {
    const sum = await pool.doAll(chunks());
    t.diagnostic(`${sum.runs} seeds, ${sum.schedules.size} distinct schedules`);

    assertHolds(sum);
    assert.equal(sum.runs, SEEDS);
  });
});

/** All seeds, in parts for the workers. */
function* chunks(): Generator<Job> {
  for (let from = 1; from <= SEEDS; from += CHUNK) yield { is: 'seeds', from, seeds: CHUNK };
}
