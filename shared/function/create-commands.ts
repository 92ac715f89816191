import { createEventBus } from '../aws/event-bus.ts';
import { createSqsCommandQueue } from '../aws/sqs-command-queue.ts';
import { createCommandIntake, type IntakeDeps } from '../bus/command-intake.ts';
import { createSqsCommands } from '../bus/sqs-commands.ts';
import { readCommandsEnv } from './env.ts';
import { systemClock as clock } from './process.ts';

/** What answers the commands of the bus; undefined in a deployment that has none, which serves HTTP all the same. */
export function createCommands(deps: Pick<IntakeDeps, 'readCommand' | 'begin' | 'roomMs' | 'log'>) {
  const env = readCommandsEnv();
  if (!env) return undefined;
  const bus = createEventBus(env);
  const queue = createSqsCommandQueue(env);
  return createSqsCommands(createCommandIntake({ ...deps, maxReceives: env.maxReceives, queue, bus, clock }));
}
