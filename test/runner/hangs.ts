import { spawn } from 'node:child_process';
import process from 'node:process';
import { test } from 'node:test';

/** Runs until it is ended. */
const FOR_EVER = 'setInterval(() => undefined, 1000)';

test('ends', () => undefined);

test('waits for what never comes', async () => {
  const child = spawn(process.execPath, ['-e', FOR_EVER], { stdio: 'ignore' });
  console.log(`started ${child.pid}`);
  await new Promise(() => undefined);
});
