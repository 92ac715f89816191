import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { findJava, isFit } from '../../local/engine/java.ts';
import { descendantsOf, end, listProcesses } from '../runner/processes.ts';
import { eventually } from './eventually.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const MAIN = join(ROOT, 'local', 'main.ts');
const java = await findJava();
const skip = !(java && isFit(java)) && 'this machine has no Java 17: the database is no process of its own';

async function start(t: TestContext, ...args: readonly string[]) {
  const stack: ChildProcess = spawn(process.execPath, [...args, '--port', '0', '--quiet'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  assert.ok(stack.stdout && stack.stderr);
  const complaints = text(stack.stderr);
  const exited = once(stack, 'exit');
  const lines = createInterface({ input: stack.stdout });
  await Promise.race([
    once(lines, 'line'),
    exited.then(async () => assert.fail(`it ended before it was ready: ${await complaints}`)),
  ]);
  const started = descendantsOf(stack.pid ?? assert.fail('it did not start'));
  t.after(() => {
    for (const { pid } of started) end(pid);
    stack.kill('SIGKILL');
  });
  return { stack, started, complaints, exited };
}

test('where the local database is killed, npm start says so in a sentence and ends', { skip }, async (t) => {
  const { started, complaints, exited } = await start(t, MAIN, '--engine', 'dynamodb-local');
  const database = started.find(({ command }) => command.includes('DynamoDBLocal.jar'));
  process.kill(database?.pid ?? assert.fail('no database runs'), 'SIGKILL');

  assert.deepEqual(await exited, [1, null]);
  assert.equal(
    await complaints,
    'The local database ended, and everything in it is lost. Run the command again, or use --engine dynalite.\n',
  );
  await eventually(() => !listProcesses().some(({ pid }) => started.some((one) => one.pid === pid)));
});

test('where npm start itself is killed, nothing that it has started goes on', async (t) => {
  const { stack, started } = await start(t, join('tools', 'launch.mjs'), MAIN);
  assert.ok(started.some(({ command }) => command.includes('aws-lambda-ric')));

  stack.kill('SIGKILL');

  await eventually(() => !listProcesses().some(({ pid }) => started.some((one) => one.pid === pid)));
});
