import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { after, describe, test } from 'node:test';
import { closeServer, listen } from '../../infra/local/loopback.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'infra', 'local', 'main.ts');

function run(...args: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  after(() => child.kill('SIGKILL'));
  return { child, stderr: text(child.stderr), exited: once(child, 'exit') };
}

test('it says that it is ready in one line, and ends at once when told to', async () => {
  const { child, stderr, exited } = run('--port', '0', '--engine', 'dynalite', '--quiet');
  const lines: string[] = [];
  const output = createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  await once(output, 'line');

  const response = await fetch(`${lines[0]?.replace('ready ', '')}/v1/%zz`);
  child.kill('SIGTERM');

  assert.deepEqual(await exited, [0, null]);
  assert.equal(response.status, 400);
  assert.match(lines.join('\n'), /^ready http:\/\/127\.0\.0\.1:\d+$/);
  assert.equal(await stderr, '');
});

describe('what a person can put right is said in a sentence, without a stack trace:', async () => {
  const badJson = join(tmpdir(), `estorno-${process.pid}.json`);
  await writeFile(badJson, '{ "loja-1": apiKey-of-somebody }');
  after(() => rm(badJson, { force: true }));
  const blocker = createServer();
  const taken = String(await listen(blocker));
  after(() => closeServer(blocker));

  const ROWS: readonly [what: string, args: readonly string[], says: RegExp][] = [
    [
      'a port that is taken',
      ['--port', taken, '--engine', 'dynalite', '--quiet'],
      /^Port \d+ is taken by another program\./,
    ],
    ['a port that is none', ['--port', 'http'], /^--port wants a number/],
    [
      'an unknown option',
      ['--colour'],
      /^Unknown option '--colour'\. "npm start -- --help" lists the options\.$/,
    ],
    [
      'an unknown engine',
      ['--engine', 'oracle'],
      /^--engine wants dynamodb-local or dynalite, and got "oracle"\.$/,
    ],
    ['an address that is none', ['--letpay-url', 'letpay'], /^--letpay-url wants an address/],
    [
      'a file that is not there',
      ['--secrets', '/nowhere'],
      /^--secrets names the file \/nowhere, and there is none\.$/,
    ],
    [
      'a file that is no JSON, without quoting it',
      ['--secrets', badJson],
      /^The file \S+ of --secrets is not valid JSON\. Mend it, or leave --secrets out\.$/,
    ],
  ];

  for (const [what, args, says] of ROWS)
    test(what, async () => {
      const { stderr, exited } = run(...args);

      assert.deepEqual(await exited, [1, null]);
      assert.match((await stderr).trimEnd(), says);
      assert.doesNotMatch(await stderr, /\n\s+at /);
    });
});
