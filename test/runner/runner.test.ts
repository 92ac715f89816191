import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { GROUPS, membersOf } from './groups.ts';
import { end, listProcesses } from './processes.ts';
import { selectFiles } from './select-files.ts';

/** Runs the tests of one file in this folder, as `npm run test:all` does. */
async function runTests(file: string, ...options: readonly string[]) {
  // The tests in there are no part of these.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const words = [join(import.meta.dirname, 'main.ts'), ...options, join(import.meta.dirname, file)];
  const child = spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, stdout, stderr };
}

test('a test that hangs fails by its name, its file is ended, and so is what it has started', async (t) => {
  const { code, stdout, stderr } = await runTests('hangs.ts', '--test-limit', '1', '--file-limit', '10');

  const pid = Number(/started (\d+)/.exec(stdout)?.[1] ?? assert.fail(stdout + stderr));
  t.after(() => end(pid));
  assert.equal(code, 1);
  assert.match(stdout, /✖ waits for what never comes/);
  assert.match(stderr, /hangs\.ts did not end within 10 s\./);
  assert.match(stdout, /\n1 passed, 1 failed, 0 skipped, in \d+ s\.\n$/);
  assert.equal(
    listProcesses().find((one) => one.pid === pid),
    undefined,
  );
});

test('every test file is run once: by npm test, in a group or alone, or by npm run test:full', () => {
  const grouped = Object.keys(GROUPS).flatMap(membersOf);
  const processes = [...selectFiles(false), ...selectFiles(true)];
  const alone = processes.filter((file) => /\.test\.ts$/.test(file));

  const all = globSync('test/**/*.test.ts').map((file) => join(process.cwd(), file));
  assert.deepEqual([...grouped, ...alone].toSorted(), all.toSorted());
  assert.deepEqual(
    processes.filter((file) => !existsSync(file)),
    [],
  );
});

test('a pattern of a group that matches no file is a mistake', () => {
  for (const { files, except = [] } of Object.values(GROUPS))
    for (const pattern of [...files, ...except])
      assert.ok(globSync(pattern).length > 0, `no file matches ${pattern}`);
});
