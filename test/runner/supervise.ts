import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import type { TestRun } from './command-line.ts';
import { end, listProcesses } from './processes.ts';

const RUN_FILES = join(import.meta.dirname, 'run-files.ts');

/** What the run has to say which tests were still running, and to end them itself, once its time is over. */
const LAST_WORDS_MS = 15_000;

/** Runs the tests in a process group of their own, and ends whatever of it is left when the run has ended. */
export async function supervise(asked: TestRun): Promise<void> {
  const child = spawn(process.execPath, [RUN_FILES, JSON.stringify(asked)], {
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => child.kill('SIGKILL'));
  const backstop = setTimeout(() => child.kill('SIGKILL'), asked.limitMs + LAST_WORDS_MS);
  const [code] = await once(child, 'exit');
  clearTimeout(backstop);
  const left = await endGroup(child.pid ?? 0);
  for (const command of left) console.error(`Left behind, and ended: ${command.slice(0, 200)}`);
  process.exitCode = code === 0 && left.length === 0 ? 0 : 1;
}

/** What has been told to end may take a moment for it. */
const GRACE_MS = 2_000;

/** @returns the command lines of what was still there */
async function endGroup(group: number): Promise<readonly string[]> {
  const running = () => listProcesses().filter((one) => one.group === group);
  for (const until = Date.now() + GRACE_MS; running().length > 0 && Date.now() < until; ) await delay(50);
  const left = running();
  for (const { pid } of left) end(pid);
  return left.map(({ command }) => command);
}
