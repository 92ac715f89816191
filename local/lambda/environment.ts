import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type LocalFunction, toInvoked } from '../assembly/lambda.ts';
import type { LocalClock } from '../clock/local-clock.ts';
import { endWithThisProcess } from '../end-with-this-process.ts';
import { type Surroundings, toEnvironmentVariables } from './environment-variables.ts';
import { type Invocation, type InvocationResult, toFailure } from './invocation.ts';
import type { LogBook } from './log-book.ts';
import { type RuntimeApi, startRuntimeApi } from './runtime-api.ts';

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
  const environment = new RuntimeEnvironment(fn, parts);
  await environment.start();
  return environment;
}

/** The event that an environment is at work on. */
type Current = { readonly id: string; readonly settle: (result: InvocationResult) => void };

class RuntimeEnvironment implements Environment {
  readonly id = randomUUID();
  readonly fn: LocalFunction;
  readonly #parts: EnvironmentParts;
  readonly #start = Promise.withResolvers<InvocationResult | undefined>();
  #api: RuntimeApi | undefined;
  #child: ChildProcess | undefined;
  #exited: Promise<string> = Promise.resolve('');
  #current: Current | undefined;
  #end: InvocationResult | undefined;
  #isFrozen = false;
  #freezesWhenReady = false;
  #closed: Promise<void> | undefined;

  constructor(fn: LocalFunction, parts: EnvironmentParts) {
    this.fn = fn;
    this.#parts = parts;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get started(): Promise<InvocationResult | undefined> {
    return this.#start.promise;
  }

  /** Starts the process, and returns before it is ready: see `started`. */
  async start(): Promise<void> {
    const { surroundings, clock } = this.#parts;
    const api = await startRuntimeApi(toInvoked(this.fn).arn, clock, {
      onReady: () => this.#ready(),
      onAnswer: (requestId, result) => requestId === this.#current?.id && this.#current.settle(result),
      onInitError: (result) => this.#start.resolve(result),
    });
    const child = spawnRuntime(this.fn, {
      ...toEnvironmentVariables(this.fn, surroundings, api.address, this.id),
      // For the process's first moments: `ric-preload.cjs` takes it out before any other code runs.
      LOCAL_CLOCK_OFFSET_MS: String(clock.offsetMs()),
    });
    this.#api = api;
    this.#child = child;
    endWithThisProcess(child);
    this.#exited = onceExited(child);
    this.#collectLines(child.stdout, 'stdout');
    this.#collectLines(child.stderr, 'stderr');
    this.#limitInit();
    void this.#exited.then((how) => this.#ended(how));
  }

  isAlive(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null && this.#end === undefined;
  }

  invoke(invocation: Invocation): Promise<InvocationResult> {
    if (this.#end) return Promise.resolve(this.#end);
    const { promise, resolve } = Promise.withResolvers<InvocationResult>();
    const { timeoutMs } = this.fn;
    const timeout = () =>
      this.#kill(toFailure('Sandbox.Timedout', toTimeoutMessage(invocation.requestId, timeoutMs)));
    const timer = setTimeout(timeout, timeoutMs);
    const settle = (result: InvocationResult) => {
      clearTimeout(timer);
      this.#current = undefined;
      resolve(result);
    };
    this.#current = { id: invocation.requestId, settle };
    this.#freezesWhenReady = false;
    if (this.#isFrozen) this.#isFrozen = !this.#child?.kill('SIGCONT');
    this.#api?.hand(invocation, timeoutMs);
    return promise;
  }

  freeze(): void {
    this.#freezesWhenReady = true;
    if (this.#api?.isWaiting()) this.#stop();
  }

  close(): Promise<void> {
    this.#closed ??= this.#closeNow();
    return this.#closed;
  }

  async #closeNow(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.#exited;
    await this.#api?.close();
  }

  #ready(): void {
    this.#start.resolve(undefined);
    if (this.#freezesWhenReady) this.#stop();
  }

  #limitInit(): void {
    const failure = toFailure('Sandbox.Timedout', toTimeoutMessage(this.id, INIT_LIMIT_MS));
    const timer = setTimeout(() => this.#kill(failure), INIT_LIMIT_MS);
    void this.#start.promise.then(() => clearTimeout(timer));
  }

  #ended(how: string): void {
    const requestId = this.#current?.id ?? this.id;
    this.#end ??= toFailure('Runtime.ExitError', `RequestId: ${requestId} Error: ${how}`);
    this.#start.resolve(this.#end);
    this.#current?.settle(this.#end);
    this.#parts.onEnd(this);
  }

  #collectLines(readable: Readable, stream: 'stdout' | 'stderr'): void {
    const { logs, clock } = this.#parts;
    const about = {
      functionName: this.fn.name,
      functionId: this.fn.logicalId,
      environmentId: this.id,
      stream,
    };
    createInterface({ input: readable }).on('line', (line) => logs.add({ ...about, line, at: clock.now() }));
  }

  #kill(reason: InvocationResult): void {
    this.#end ??= reason;
    this.#child?.kill('SIGKILL');
  }

  #stop(): void {
    this.#freezesWhenReady = false;
    this.#isFrozen = this.#child?.kill('SIGSTOP') ?? false;
  }
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
