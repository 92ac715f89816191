import { isNamedBy, type LocalFunction } from '../assembly/lambda.ts';
import { LocalStackError } from '../local-stack-error.ts';
import { createFunctionPool, type FunctionPool, type FunctionPoolOptions } from './function-pool.ts';
import type { InvocationResult } from './invocation.ts';

/** What Lambda's Invoke answers. */
export type InvokeAnswer = {
  /** Parsed: the function's answer, or `{ errorType, errorMessage, trace? }`. */
  readonly payload: unknown;
  /** Set when the function failed. */
  readonly functionError?: 'Unhandled';
};

export type RunningEnvironment = {
  readonly id: string;
  readonly pid: number;
  /** The function's logical id. */
  readonly functionId: string;
  readonly functionName: string;
  readonly isBusy: boolean;
};

/** The processes of all functions, for tests of what happens when they die or stand still. */
export type Environments = {
  list(): readonly RunningEnvironment[];
  /** Ends one at once, whatever it is doing; settles when it has ended. */
  kill(id: string): Promise<void>;
  killAll(): Promise<void>;
  /** Whether an environment stops between two events from now on, as on Lambda. @default false */
  freezeIdle(isOn: boolean): void;
};

export type Functions = {
  /** Of a function by its ARN, or by that of an alias. @throws LocalStackError when there is no such function */
  poolOf(arn: string): FunctionPool;
  invoke(functionName: string, event: unknown): Promise<InvokeAnswer>;
  readonly environments: Environments;
  /** Starts one environment of each of these functions. */
  warmUp(arns: readonly string[]): Promise<void>;
  close(): Promise<void>;
};

export function createFunctions(
  functions: readonly LocalFunction[],
  options: Omit<FunctionPoolOptions, 'freezesIdle'>,
): Functions {
  let isFreezing = false;
  const pools = functions.map((fn) => createFunctionPool(fn, { ...options, freezesIdle: () => isFreezing }));

  function find(description: string, isIt: (fn: LocalFunction) => boolean): FunctionPool {
    const pool = pools.find(({ fn }) => isIt(fn));
    if (pool) return pool;
    const known = functions.map(({ logicalId }) => logicalId).join(', ');
    throw new LocalStackError(`The stack has no function ${description}. It has ${known}.`);
  }

  const running = () => pools.flatMap((pool) => pool.environments());
  const kill = async (isIt: (id: string) => boolean) => {
    const chosen = running().filter(({ environment }) => isIt(environment.id));
    await Promise.all(chosen.map(({ environment }) => environment.close()));
  };

  return {
    poolOf: (arn) => find(arn, (fn) => isNamedBy(fn, arn)),
    invoke: async (name, event) => {
      const pool = find(name, (fn) => isNamedBy(fn, name) || fn.logicalId.startsWith(name));
      return toInvokeAnswer(await pool.invoke(JSON.stringify(event ?? null)));
    },
    environments: {
      list: () =>
        running().map(({ environment: { id, pid, fn }, isBusy }) => ({
          id,
          pid,
          functionId: fn.logicalId,
          functionName: fn.name,
          isBusy,
        })),
      kill: (id) => kill((candidate) => candidate === id),
      killAll: () => kill(() => true),
      freezeIdle: (isOn) => {
        isFreezing = isOn;
      },
    },
    warmUp: async (arns) => {
      const named = pools.filter(({ fn }) => arns.some((arn) => isNamedBy(fn, arn)));
      await Promise.all(named.map((pool) => pool.warmUp()));
    },
    close: async () => {
      await Promise.all(pools.map((pool) => pool.close()));
    },
  };
}

export function toInvokeAnswer({ payload, isError }: InvocationResult): InvokeAnswer {
  return { payload: JSON.parse(payload), ...(isError && { functionError: 'Unhandled' }) };
}
