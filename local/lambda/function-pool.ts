import { randomUUID } from 'node:crypto';
import type { LocalFunction } from '../assembly/lambda.ts';
import { type Environment, type EnvironmentParts, startEnvironment } from './environment.ts';
import { type InvocationResult, PAYLOAD_LIMIT_BYTES, toFailure } from './invocation.ts';

/** The environments of one function. */
export type FunctionPool = {
  readonly fn: LocalFunction;
  /**
   * Runs one event: in the environment used last, else in a new one, else it waits its turn.
   * @param onHandedOut called when an environment gets the event, so that a caller's own limit leaves the wait out
   */
  invoke(payload: string, onHandedOut?: () => void): Promise<InvocationResult>;
  environments(): readonly PooledEnvironment[];
  /** Starts one environment ahead of its first event. */
  warmUp(): Promise<void>;
  close(): Promise<void>;
};

export type PooledEnvironment = {
  readonly environment: Environment;
  readonly isBusy: boolean;
};

export type FunctionPoolOptions = Omit<EnvironmentParts, 'onEnd'> & {
  /** Most processes at once. */
  readonly concurrency: number;
  /** Whether environments stop between two events, as on Lambda. */
  freezesIdle(): boolean;
};

export function createFunctionPool(fn: LocalFunction, options: FunctionPoolOptions): FunctionPool {
  const cap = Math.min(options.concurrency, fn.reservedConcurrency ?? options.concurrency);
  const all = new Set<Environment>();
  const idle: Environment[] = [];
  const waiting: (() => void)[] = [];
  let places = cap;
  let isClosed = false;

  async function acquire(): Promise<Environment | InvocationResult> {
    for (;;) {
      const warm = idle.pop();
      if (warm?.isAlive()) return warm;
      if (isClosed) return toFailure('Runtime.ExitError', 'The local stack is closing.');
      if (!warm && places > 0) return start();
      if (!warm) await new Promise<void>((resolve) => waiting.push(resolve));
    }
  }

  async function start(): Promise<Environment | InvocationResult> {
    places -= 1;
    const environment = await startEnvironment(fn, { ...options, onEnd });
    all.add(environment);
    if (isClosed) await environment.close();
    const failure = await environment.started;
    if (failure) await environment.close();
    return failure ?? environment;
  }

  function onEnd(environment: Environment): void {
    places += 1;
    all.delete(environment);
    const at = idle.indexOf(environment);
    if (at >= 0) idle.splice(at, 1);
    void environment.close();
    waiting.shift()?.();
  }

  function release(environment: Environment): void {
    if (!environment.isAlive()) return; // onEnd gives its place away
    idle.push(environment);
    const next = waiting.shift();
    if (next) next();
    else if (options.freezesIdle()) environment.freeze();
  }

  async function invoke(payload: string, onHandedOut?: () => void): Promise<InvocationResult> {
    const environment = await acquire();
    if ('isError' in environment) return environment;
    onHandedOut?.();
    const result = await environment.invoke({ requestId: randomUUID(), payload });
    release(environment);
    return result;
  }

  return {
    fn,
    invoke: (payload, onHandedOut) =>
      Buffer.byteLength(payload) > PAYLOAD_LIMIT_BYTES
        ? Promise.resolve(tooLarge(payload))
        : invoke(payload, onHandedOut),
    environments: () => [...all].map((environment) => ({ environment, isBusy: !idle.includes(environment) })),
    warmUp: async () => {
      const environment = await acquire();
      if (!('isError' in environment)) release(environment);
    },
    close: async () => {
      isClosed = true;
      for (const wake of waiting.splice(0)) wake();
      await Promise.all([...all].map((environment) => environment.close()));
    },
  };
}

/** Lambda refuses the call itself; no environment sees it. */
function tooLarge(payload: string): InvocationResult {
  const message = `${Buffer.byteLength(payload)} byte payload is too large for the RequestResponse invocation type (limit ${PAYLOAD_LIMIT_BYTES} bytes)`;
  return toFailure('RequestEntityTooLargeException', message);
}
