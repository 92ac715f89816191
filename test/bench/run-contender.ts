import * as z from 'zod';
import type { LocalFunction } from '../../local/assembly/lambda.ts';
import { createLocalClock, type LocalClock } from '../../local/clock/local-clock.ts';
import { createFunctionPool, type FunctionPool } from '../../local/lambda/function-pool.ts';
import { createLogBook } from '../../local/lambda/log-book.ts';
import type { WorldOfBench } from './bench-world.ts';
import { type CancelRequest, toCancelEvent } from './cancel-event.ts';
import type { Contender } from './contender.ts';

/** What a caller hears. */
export type Heard = { readonly status: number; readonly body: string };

/** A contender with its processes running. */
export type RunningContender = {
  readonly name: string;
  cancel(request: CancelRequest): Promise<Heard>;
  invoke(event: unknown): Promise<unknown>;
  readonly pool: FunctionPool;
  close(): Promise<void>;
};

const Response = z.object({ statusCode: z.number(), body: z.string().default('') });

type RunOptions = {
  readonly concurrency: number;
  readonly metered?: boolean;
  readonly timeoutMs?: number;
  /** The time of its processes. @default that of the machine */
  readonly clock?: LocalClock;
};

/** Starts a contender with so many processes at most. A function that failed counts as the gateway's 500. */
export function runContender(
  world: WorldOfBench,
  contender: Contender,
  { concurrency, metered = false, timeoutMs, clock = createLocalClock() }: RunOptions,
): RunningContender {
  const known = metered ? contender.fn : toDirect(world, contender.fn);
  const fn = { ...known, ...(timeoutMs && { timeoutMs }) };
  const pool = createFunctionPool(fn, {
    surroundings: world.surroundings({ metered }),
    logs: createLogBook(),
    clock,
    concurrency,
    freezesIdle: () => false,
  });
  return {
    name: contender.name,
    pool,
    async cancel(request) {
      const { payload, isError } = await pool.invoke(JSON.stringify(toCancelEvent(request)));
      if (isError) return { status: 500, body: payload };
      const { statusCode: status, body } = Response.parse(JSON.parse(payload));
      return { status, body };
    },
    invoke: async (event) => {
      const { payload, isError } = await pool.invoke(JSON.stringify(event));
      if (isError) throw new Error(`${contender.name} failed: ${payload}`);
      return JSON.parse(payload);
    },
    close: () => pool.close(),
  };
}

/** The function as it calls the engine itself, which keeps the tables of each key by themselves: by the key that made them. */
export function toDirect({ engine }: WorldOfBench, fn: LocalFunction): LocalFunction {
  return { ...fn, logicalId: engine.accessKeyId };
}
