import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { descendantsOf, end, listProcesses } from '../runner/processes.ts';
import { eventually } from './eventually.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'infra', 'local', 'main.ts');

test('what a stack has started ends with it, also where the stack is killed and a function stands still', async (t) => {
  const stack = spawn(process.execPath, [MAIN, '--port', '0', '--quiet'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => stack.kill('SIGKILL'));
  const [ready] = await once(createInterface({ input: stack.stdout }), 'line');
  await fetch(`${String(ready).replace('ready ', '')}/v1/capabilities`);
  const started = descendantsOf(stack.pid ?? assert.fail('it did not start'));
  t.after(() => {
    for (const { pid } of started) end(pid);
  });
  const fn = started.find(({ command }) => command.includes('aws-lambda-ric'));
  process.kill(
    fn?.pid ?? assert.fail(`no function runs: ${started.map(({ command }) => command)}`),
    'SIGSTOP',
  );

  stack.kill('SIGKILL');

  const pids = new Set(started.map(({ pid }) => pid));
  await eventually(() => !listProcesses().some(({ pid }) => pids.has(pid)));
});
