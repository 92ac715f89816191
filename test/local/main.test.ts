import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { after, describe, test } from 'node:test';
import { findJava, isFit } from '../../local/engine/java.ts';
import { closeServer, listen } from '../../local/loopback.ts';
import { descendantsOf, end } from '../runner/processes.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'local', 'main.ts');

function run(...args: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  after(() => child.kill('SIGKILL'));
  return { child, stderr: text(child.stderr), exited: once(child, 'exit') };
}

test('it says that it is ready in one line, and ends at once when asked to', async () => {
  const options = ['--port', '0', '--engine', 'dynalite', '--quiet', '--notify-from', '127.0.0.1'];
  const { child, stderr, exited } = run(...options);
  const lines: string[] = [];
  const output = createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  await Promise.race([once(output, 'line'), exited]);
  assert.equal(child.exitCode, null, 'it ended before it was ready');

  const url = lines[0]?.replace('ready ', '');
  const [response, local] = await Promise.all([fetch(`${url}/v1/%zz`), fetch(`${url}/_local`)]);
  child.kill('SIGTERM');

  assert.deepEqual(await exited, [0, null]);
  assert.equal(response.status, 400);
  assert.equal(local.status, 200);
  assert.match(lines.join('\n'), /^ready http:\/\/127\.0\.0\.1:\d+$/);
  assert.equal(await stderr, '');
});

const java = await findJava();

test('it says that its database has ended, and ends with it', {
  skip: java && isFit(java) ? false : 'no Java',
}, async (t) => {
  const { child, stderr, exited } = run('--port', '0', '--engine', 'dynamodb-local', '--quiet');
  await Promise.race([once(createInterface({ input: child.stdout }), 'line'), exited]);
  const database = descendantsOf(child.pid ?? 0).find(({ command }) => command.includes('DynamoDBLocal.jar'));
  t.after(() => database && end(database.pid));

  process.kill(database?.pid ?? assert.fail('no database runs'), 'SIGKILL');

  assert.deepEqual(await exited, [1, null]);
  assert.match(await stderr, /^The local database ended unexpectedly.*Start again with "npm start"\.$/m);
});

describe('what a person can put right is printed in a sentence, without a stack trace:', async () => {
  const blocker = createServer();
  const taken = String(await listen(blocker));
  after(() => closeServer(blocker));

  const ROWS: readonly [what: string, args: readonly string[], code: number, says: RegExp][] = [
    [
      'a port that is taken',
      ['--port', taken, '--engine', 'dynalite', '--quiet'],
      1,
      /^Port \d+ is taken by another program\./,
    ],
    ['a wrong command line', ['--port', 'http'], 2, /^--port requires a number/],
  ];

  for (const [what, args, code, says] of ROWS)
    test(what, async () => {
      const { stderr, exited } = run(...args);

      assert.deepEqual(await exited, [code, null]);
      assert.match((await stderr).trimEnd(), says);
      assert.doesNotMatch(await stderr, /\n\s+at /);
    });
});
