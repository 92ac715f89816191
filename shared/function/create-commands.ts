import { createEventBus } from '../aws/event-bus.ts';
import { createSqsCommandQueue } from '../aws/sqs-command-queue.ts';
import { createSqsInquiryQueue } from '../aws/sqs-inquiry-queue.ts';
import type { IntakeDeps } from '../bus/command-intake.ts';
import { answerBatch, type SqsEvent } from '../bus/sqs-commands.ts';
import type { Invocation } from '../operation/runner.ts';
import type { InquiryQueue } from '../ports/inquiry-queue.ts';
import { readCommandsEnv, readInquiriesEnv } from './env.ts';
import { systemClock as clock } from './process.ts';

/** What a function does with the commands of the bus. */
export type CommandWork = Pick<IntakeDeps, 'readCommand' | 'begin' | 'inquire' | 'roomMs' | 'log'>;

/** What answers the commands of the bus; undefined in a deployment that has none, which serves HTTP only. */
export function createCommands(work: CommandWork) {
  const env = readCommandsEnv();
  if (!env) return undefined;
  const { maxReceives } = env;
  const deps = { ...work, maxReceives, queue: createSqsCommandQueue(env), bus: createEventBus(env), clock };
  return (batch: SqsEvent, invocation: Invocation): Promise<object> => answerBatch(deps, batch, invocation);
}

/** Where this function leaves inquiries to itself; undefined in a deployment without a queue, where the sweeper makes them. */
export function createInquiries(): InquiryQueue | undefined {
  const env = readInquiriesEnv();
  return env && createSqsInquiryQueue(env);
}
