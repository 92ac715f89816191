import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { LocalFunction } from '../assembly/lambda.ts';
import type { LocalClock } from '../clock/local-clock.ts';
import { endWithThisProcess } from '../end-with-this-process.ts';
import { type Surroundings, toEnvironmentVariables } from './environment-variables.ts';
import { type Invocation, type InvocationResult, toFailure } from './invocation.ts';
import type { LogBook } from './log-book.ts';
import { startRuntimeApi } from './runtime-api.ts';

/** One execution environment: a process that runs AWS's runtime client over the bundle, one event at a time. */
export type Environment = {
  readonly id: string;
  readonly pid: number;
  readonly fn: LocalFunction;
  /** False once the process has ended. */
  isAlive(): boolean;
  /** Settles when the process waits for its first event, or with the failure of its start. */
  readonly started: Promise<InvocationResult | undefined>;
  /** Settles with the answer, or with the failure by which the environment ended. Never rejects. */
  invoke(invocation: Invocation): Promise<InvocationResult>;
  /** Stops the process as soon as it waits for an event, as Lambda does, until the next `invoke`. */
  freeze(): void;
  /** Ends the process at once, and settles when it has ended. */
  close(): Promise<void>;
};

export type EnvironmentParts = {
  readonly surroundings: Surroundings;
  readonly logs: LogBook;
  readonly clock: LocalClock;
  /** The process has ended, for whatever reason. */
  onEnd(environment: Environment): void;
};

/** As on Lambda. */
const INIT_LIMIT_MS = 10_000;

const RIC = createRequire(import.meta.url).resolve('aws-lambda-ric');
const PRELOAD = fileURLToPath(new URL('ric-preload.cjs', import.meta.url));

/** V8 leaves room for what is not on its heap, as in Lambda's own Node runtime. */
const HEAP_SHARE = 0.9;

export async function startEnvironment(fn: LocalFunction, parts: EnvironmentParts): Promise<Environment> {
  const id = randomUUID();
  const start = Promise.withResolvers<InvocationResult | undefined>();
  let current: { readonly id: string; settle(result: InvocationResult): void } | undefined;
  let end: InvocationResult | undefined;
  let isFrozen = false;
  let freezesWhenReady = false;
  let closed: Promise<void> | undefined;

  const api = await startRuntimeApi(fn.arn, parts.clock, {
    onReady: () => {
      start.resolve(undefined);
      if (freezesWhenReady) stop();
    },
    onAnswer: (requestId, result) => requestId === current?.id && current.settle(result),
    onInitError: (result) => start.resolve(result),
  });
  const child = spawnRuntime(fn, {
    ...toEnvironmentVariables(fn, parts.surroundings, api.address, id),
    // For the process's first moments: `ric-preload.cjs` takes it out before any other code runs.
    LOCAL_CLOCK_OFFSET_MS: String(parts.clock.offsetMs()),
  });
  endWithThisProcess(child);
  const exited = onceExited(child);
  collectLines(child.stdout, 'stdout');
  collectLines(child.stderr, 'stderr');
  const initTimer = setTimeout(
    () => kill(toFailure('Sandbox.Timedout', toTimeoutMessage(id, INIT_LIMIT_MS))),
    INIT_LIMIT_MS,
  );
  void start.promise.then(() => clearTimeout(initTimer));

  void exited.then((how) => {
    end ??= toFailure('Runtime.ExitError', `RequestId: ${current?.id ?? id} Error: ${how}`);
    start.resolve(end);
    current?.settle(end);
    parts.onEnd(environment);
  });

  function collectLines(readable: Readable, stream: 'stdout' | 'stderr'): void {
    createInterface({ input: readable }).on('line', (line) =>
      parts.logs.add({
        functionName: fn.name,
        functionId: fn.logicalId,
        environmentId: id,
        stream,
        line,
        at: parts.clock.now(),
      }),
    );
  }

  function kill(reason: InvocationResult): void {
    end ??= reason;
    child.kill('SIGKILL');
  }

  function stop(): void {
    freezesWhenReady = false;
    isFrozen = child.kill('SIGSTOP');
  }

  async function close(): Promise<void> {
    child.kill('SIGKILL');
    await exited;
    await api.close();
  }

  function invoke(invocation: Invocation): Promise<InvocationResult> {
    if (end) return Promise.resolve(end);
    const { promise, resolve } = Promise.withResolvers<InvocationResult>();
    const timer = setTimeout(
      () => kill(toFailure('Sandbox.Timedout', toTimeoutMessage(invocation.requestId, fn.timeoutMs))),
      fn.timeoutMs,
    );
    current = {
      id: invocation.requestId,
      settle: (result) => {
        clearTimeout(timer);
        current = undefined;
        resolve(result);
      },
    };
    freezesWhenReady = false;
    if (isFrozen) isFrozen = !child.kill('SIGCONT');
    api.hand(invocation, fn.timeoutMs);
    return promise;
  }

  const environment: Environment = {
    id,
    pid: child.pid ?? 0,
    fn,
    isAlive: () => child.exitCode === null && child.signalCode === null && end === undefined,
    started: start.promise,
    invoke,
    freeze: () => {
      freezesWhenReady = true;
      if (api.isWaiting()) stop();
    },
    close: () => {
      closed ??= close();
      return closed;
    },
  };
  return environment;
}

function spawnRuntime(fn: LocalFunction, env: Record<string, string>) {
  const heapMb = Math.floor(fn.memoryMb * HEAP_SHARE);
  return spawn(process.execPath, [`--max-old-space-size=${heapMb}`, '--require', PRELOAD, RIC, fn.handler], {
    cwd: fn.folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** In Lambda's words. */
async function onceExited(child: ChildProcess): Promise<string> {
  try {
    const [code, signal] = await once(child, 'exit');
    if (signal) return `Runtime exited with error: signal: ${signal === 'SIGKILL' ? 'killed' : signal}`;
    return code === 0
      ? 'Runtime exited without providing a reason'
      : `Runtime exited with error: exit status ${code}`;
  } catch (error) {
    return `Runtime could not be started: ${error instanceof Error ? error.message : error}`;
  }
}

function toTimeoutMessage(requestId: string, timeoutMs: number): string {
  return `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
}
