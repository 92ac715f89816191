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
  return new EnvironmentPool(fn, options);
}

class EnvironmentPool implements FunctionPool {
  readonly fn: LocalFunction;
  readonly #options: FunctionPoolOptions;
  readonly #all = new Set<Environment>();
  readonly #idle: Environment[] = [];
  readonly #waiting: (() => void)[] = [];
  #places: number;
  #isClosed = false;

  constructor(fn: LocalFunction, options: FunctionPoolOptions) {
    this.fn = fn;
    this.#options = options;
    this.#places = Math.min(options.concurrency, fn.reservedConcurrency ?? options.concurrency);
  }

  async invoke(payload: string, onHandedOut?: () => void): Promise<InvocationResult> {
    if (Buffer.byteLength(payload) > PAYLOAD_LIMIT_BYTES) return tooLarge(payload);
    const environment = await this.#acquire();
    if ('isError' in environment) return environment;
    onHandedOut?.();
    const result = await environment.invoke({ requestId: randomUUID(), payload });
    this.#release(environment);
    return result;
  }

  environments(): readonly PooledEnvironment[] {
    return [...this.#all].map((environment) => ({ environment, isBusy: !this.#idle.includes(environment) }));
  }

  async warmUp(): Promise<void> {
    const environment = await this.#acquire();
    if (!('isError' in environment)) this.#release(environment);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const wake of this.#waiting.splice(0)) wake();
    await Promise.all([...this.#all].map((environment) => environment.close()));
  }

  async #acquire(): Promise<Environment | InvocationResult> {
    for (;;) {
      const warm = this.#idle.pop();
      if (warm?.isAlive()) return warm;
      if (this.#isClosed) return toFailure('Runtime.ExitError', 'The local stack is closing.');
      if (!warm && this.#places > 0) return this.#start();
      if (!warm) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  async #start(): Promise<Environment | InvocationResult> {
    this.#places -= 1;
    const onEnd = (ended: Environment) => this.#ended(ended);
    const environment = await startEnvironment(this.fn, { ...this.#options, onEnd });
    this.#all.add(environment);
    if (this.#isClosed) await environment.close();
    const failure = await environment.started;
    if (failure) await environment.close();
    return failure ?? environment;
  }

  #ended(environment: Environment): void {
    this.#places += 1;
    this.#all.delete(environment);
    const at = this.#idle.indexOf(environment);
    if (at >= 0) this.#idle.splice(at, 1);
    void environment.close();
    this.#waiting.shift()?.();
  }

  #release(environment: Environment): void {
    if (!environment.isAlive()) return; // its end gives its place away
    this.#idle.push(environment);
    const next = this.#waiting.shift();
    if (next) next();
    else if (this.#options.freezesIdle()) environment.freeze();
  }
}

/** Lambda refuses the call itself; no environment sees it. */
function tooLarge(payload: string): InvocationResult {
  const message = `${Buffer.byteLength(payload)} byte payload is too large for the RequestResponse invocation type (limit ${PAYLOAD_LIMIT_BYTES} bytes)`;
  return toFailure('RequestEntityTooLargeException', message);
}
