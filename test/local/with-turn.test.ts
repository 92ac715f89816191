import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, test } from 'node:test';
import { withTurn } from '../../local/with-turn.ts';

const folder = mkdtempSync(join(tmpdir(), 'estorno-turn-'));
after(() => rmSync(folder, { recursive: true }));

test('one works at a time, and everybody gets a turn', async () => {
  const file = join(folder, 'one');
  let atWork = 0;
  let most = 0;
  let done = 0;
  const work = async () => {
    atWork += 1;
    most = Math.max(most, atWork);
    await new Promise(setImmediate);
    atWork -= 1;
    done += 1;
  };
  await Promise.all(Array.from({ length: 5 }, () => withTurn(file, work)));
  assert.deepEqual({ most, done, left: existsSync(file) }, { most: 1, done: 5, left: false });
});

test('a turn ends with the work, also where the work fails', async () => {
  const file = join(folder, 'fails');
  await assert.rejects(
    withTurn(file, async () => {
      throw new Error('no');
    }),
    /no/,
  );
  assert.equal(existsSync(file), false);
});

test('a turn is taken from a process that has died with it', async () => {
  const file = join(folder, 'dead');
  const { pid } = spawnSync(process.execPath, ['--version']);
  writeFileSync(file, String(pid));
  let done = false;
  await withTurn(file, async () => {
    done = true;
  });
  assert.equal(done, true);
});
