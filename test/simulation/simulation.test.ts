import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { assertHolds } from './assert-holds.ts';
import { quickWorlds } from './crash-worlds.ts';
import { createPool, type Job } from './pool.ts';
import { runSeed } from './run.ts';
import { runFrom, SESSION_CONTENTS, SESSION_SUBJECTS } from './session-contents.ts';

/** The first of those that `npm run test:full` runs; the same ones on every machine, however fast it is. */
const SEEDS = 3_000;
const CHUNK = 100;

describe('the protocol, simulated', () => {
  const pool = createPool();
  after(pool.close);

  test('one seed is one run', async () => {
    const [first, second] = [await runSeed(7), await runSeed(7)];

    assert.equal(first.schedule, second.schedule);
    assert.equal(first.steps, second.steps);
  });

  test('every rule holds wherever a process dies or freezes, by one kind of blow at each point', async () => {
    const jobs = quickWorlds().map(
      ({ name: world }): Job => ({ is: 'crash points', world, depth: 'in turn' }),
    );
    assertHolds(await pool.doAll(jobs));
  });

  for (const subject of SESSION_SUBJECTS) {
    for (const [content, session] of Object.entries(SESSION_CONTENTS)) {
      test(`T4: with ${content} in the session's item, the next cancel at ${subject} gets through`, async () => {
        const { violation, sweeps, states, logins } = await runFrom(subject, session);

        assert.equal(violation, undefined);
        assert.deepEqual({ sweeps, states }, { sweeps: subject === 'letpay' ? 1 : 0, states: ['succeeded'] });
        assert.ok(logins <= 2, `${logins} logins`);
      });
    }
  }

  test('every rule holds in random schedules', async (t) => {
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
