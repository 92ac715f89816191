import { relative } from 'node:path';
import process from 'node:process';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { findJava, isFit } from '../../infra/local/engine/java.ts';
import { startDynamodbLocal } from '../../infra/local/engine/start-dynamodb-local.ts';
import { SHARED_ENGINE_URL } from '../e2e/shared-engine.ts';
import type { TestRun } from './command-line.ts';
import { descendantsOf, end } from './processes.ts';
import { createRunningTests, type RunningTests } from './running-tests.ts';
import { selectFiles } from './select-files.ts';

/** Files at a time: some of them wait for much of their time. */
const CONCURRENCY = 3;

const asked: TestRun = JSON.parse(process.argv[2] ?? '{}');
// Nobody is left who would end what this leaves behind.
const endAll = () => process.kill(-process.pid, 'SIGKILL');
process.once('disconnect', endAll);
const engine = asked.files.length === 0 && (await startShared());
if (engine) process.env[SHARED_ENGINE_URL] = engine.url;
await runFiles(asked);
if (engine) await engine.close();
process.off('disconnect', endAll);
process.disconnect();

/** DynamoDB Local, once for all files, where this machine has a Java for it. */
async function startShared() {
  const java = await findJava();
  return java && isFit(java) ? startDynamodbLocal(java) : undefined;
}

async function runFiles({
  files: wanted,
  isFull,
  testLimitMs,
  fileLimitMs,
  limitMs,
}: TestRun): Promise<void> {
  const files = wanted.length > 0 ? [...wanted] : selectFiles(isFull);
  const running = createRunningTests();
  const events = run({ files, concurrency: CONCURRENCY, timeout: testLimitMs });
  const timers = new Map<string, NodeJS.Timeout>();
  events.on('test:dequeue', ({ name, file, nesting }) => {
    running.add({ name, file, nesting });
    if (isFile({ name, nesting, file }))
      timers.set(
        name,
        setTimeout(() => endFile(name, fileLimitMs, running), fileLimitMs),
      );
  });
  events.on('test:complete', ({ name, file, nesting }) => {
    running.delete({ name, file, nesting });
    if (isFile({ name, nesting, file })) clearTimeout(timers.get(name));
  });
  const overdue = setTimeout(() => {
    complain(`The tests did not end within ${limitMs / 1000} s.`, running.list());
    process.exit(1);
  }, limitMs);
  events.on('test:summary', ({ file, counts, duration_ms: ms, success }) => {
    if (file !== undefined) return;
    clearTimeout(overdue);
    if (!success) process.exitCode = 1;
    const { tests, passed, skipped, todo } = counts;
    process.once('exit', () =>
      console.log(
        `\n${passed} passed, ${tests - passed - skipped - todo} failed, ${skipped} skipped, in ${Math.round(ms / 1000)} s.`,
      ),
    );
  });
  for await (const text of events.compose(new spec())) process.stdout.write(text);
}

/** Whether it stands for a whole file, and not for a test in it. */
function isFile({
  name,
  nesting,
  file,
}: {
  name: string;
  nesting: number;
  file?: string | undefined;
}): boolean {
  return nesting === 0 && name === file;
}

/** Ends a file's process and whatever it has started. What it was doing then counts as failed. */
function endFile(file: string, limitMs: number, running: RunningTests): void {
  complain(`${relative('.', file)} did not end within ${limitMs / 1000} s.`, running.list());
  const process_ = descendantsOf(process.pid).find(({ command }) => command.endsWith(file));
  if (!process_) return;
  for (const { pid } of [process_, ...descendantsOf(process_.pid)]) end(pid);
}

function complain(what: string, still: readonly string[]): void {
  console.error([what, 'Still running:', ...still.map((name) => `  ${name}`)].join('\n'));
}
