import { createEventBus } from '../aws/event-bus.ts';
import { createSqsCommandQueue } from '../aws/sqs-command-queue.ts';
import type { IntakeDeps } from '../bus/command-intake.ts';
import { answerBatch, type SqsEvent } from '../bus/sqs-commands.ts';
import type { Invocation } from '../operation/runner.ts';
import { readCommandsEnv } from './env.ts';
import { systemClock as clock } from './process.ts';

/** What a function does with the commands of the bus. */
export type CommandWork = Pick<IntakeDeps, 'readCommand' | 'begin' | 'roomMs' | 'log'>;

/** What answers the commands of the bus; undefined in a deployment that has none, which serves HTTP only. */
export function createCommands(work: CommandWork) {
  const env = readCommandsEnv();
  if (!env) return undefined;
  const { maxReceives } = env;
  const deps = { ...work, maxReceives, queue: createSqsCommandQueue(env), bus: createEventBus(env), clock };
  return (batch: SqsEvent, invocation: Invocation): Promise<object> => answerBatch(deps, batch, invocation);
}
