import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import * as z from 'zod';
import { HELP } from '../../ops/help.ts';

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')));

/** Scripts that run other tools, with the options of those. */
const OTHERS = ['deploy', 'pack:client', 'check', 'format', 'test', 'test:full'];

const ours = Object.entries(scripts).flatMap(([name, line]) => {
  const [, file] = /^node tools\/launch\.mjs (\S+\.ts)$/.exec(line) ?? [];
  return file === undefined ? [] : [{ name, file }];
});

async function run(file: string, ...args: readonly string[]) {
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, stdout, stderr };
}

test('every script is ours, or runs another tool', () => {
  const known = [...ours.map(({ name }) => name), ...OTHERS];
  assert.deepEqual(Object.keys(scripts).toSorted(), known.toSorted());
});

describe('each script of ours', { concurrency: 2 }, () => {
  for (const { name, file } of ours) {
    const command = name === 'start' ? 'npm start' : `npm run ${name}`;

    test(`${command} -- --help prints purpose and usage, and does nothing else`, async () => {
      const { code, stdout, stderr } = await run(file, '--help');
      assert.deepEqual([code, stderr], [0, '']);
      assert.match(stdout, /^[A-Z].+\S/);
      assert.ok(stdout.includes(command), stdout);
    });

    test(`${command} answers an unknown option with one sentence and exit code 2`, async () => {
      const { code, stdout, stderr } = await run(file, '--no-such-option');
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, /^[^\n]*'--no-such-option'[^\n]*\n$/);
      assert.match(stderr, /--help/);
    });
  }
});

describe('a wrong value is answered in one line that names the help, with exit code 2:', {
  concurrency: 2,
}, () => {
  const ROWS: readonly (readonly [script: string, ...args: string[]])[] = [
    ['start', '--port', 'http'],
    ['start', '--secrets', '/nowhere'],
    ['demo', 'letpay'],
    ['fuzz', '--inputs', 'many'],
    ['fuzz', '--surface', 'moon'],
    ['bench', 'speed'],
    ['bench', '--engine', 'oracle'],
    ['simulate', '--seeds', 'many'],
    ['simulate', '--seed', 'one'],
    ['simulate', '--environment', 'moon'],
    ['test:all', '--limit', 'soon'],
    ['ops', 'list', '--state', 'sad'],
    ['ops', 'show'],
    ['ops', 'dance'],
  ];
  for (const [script, ...args] of ROWS)
    test([script, ...args].join(' '), async () => {
      const file =
        ours.find(({ name }) => name === script)?.file ?? assert.fail(`there is no script ${script}`);
      const { code, stderr } = await run(file, ...args);
      assert.equal(code, 2, stderr);
      assert.match(stderr, /^[^\n]+ See "[^\n"]+ --help"\.\n$/);
    });
});

test('every command of ops has its own --help', async () => {
  for (const command of Object.keys(HELP).filter((name) => name !== '')) {
    const { code, stdout } = await run('ops/main.ts', command, '--help');
    assert.deepEqual([code, stdout.includes(`npm run ops -- ${command}`)], [0, true], command);
  }
});
