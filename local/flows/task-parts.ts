import type { Authorizer } from '../aws/authorizer.ts';
import type { LocalClock } from '../clock/local-clock.ts';
import type { FunctionPool } from '../lambda/function-pool.ts';

/** As written in the definition, or how many milliseconds to wait in place of so many seconds. */
export type FlowWaits = 'as written' | ((seconds: number) => number);

export type TaskParts = {
  readonly poolOf: (functionArn: string) => FunctionPool;
  readonly authorizer: Authorizer;
  readonly waits: FlowWaits;
  readonly clock: LocalClock;
};
