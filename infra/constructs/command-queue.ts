import { Duration } from 'aws-cdk-lib';
import { type EventPattern, Match, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Provider } from '../providers.ts';
import { acknowledge } from './acknowledge.ts';
import type { BundledFunction } from './bundled-function.ts';
import type { DeadLetterQueue } from './dead-letter-queue.ts';
import type { EventBus } from './event-bus.ts';

/** The kinds of commands that storefronts put on the bus. */
const COMMAND_TYPES = ['PaymentCancellationRequested', 'PaymentRefundRequested'];

/** A merchant's events; its producer may be held to `estorno.merchant.<merchantId>` by `events:source`. */
const FROM_A_MERCHANT = Match.prefix('estorno.merchant.');

/** Few, so that a batch ends well within the function's time even where each command waits for a session. */
const BATCH_SIZE = 5;

/** Invocations at once: a burst waits in the queue, and leaves the account's functions to whoever calls the API. */
const MAX_CONCURRENCY = 5;

/** AWS's own advice: so a message is not seen again while an invocation that was throttled is tried anew. */
const VISIBILITY_PER_TIMEOUT = 6;

/** With a visibility that grows, these take hours. */
const MAX_RECEIVES = 10;

/** The commands for one provider. */
export function commandsFor({ id }: Provider): EventPattern {
  return { source: FROM_A_MERCHANT, detailType: COMMAND_TYPES, detail: { provider: [id] } };
}

/**
 * What somebody put on the bus and no provider's queue takes, so that nothing vanishes: commands whose provider is
 * missing or none of ours, events of a merchant of a kind that nobody knows, and commands from a source that is no
 * merchant's. No two patterns match the same event.
 */
export function unroutedCommands(providers: readonly Provider[]): readonly EventPattern[] {
  const ids = providers.map(({ id }) => id);
  // An object or an empty list in place of the provider's name counts as missing.
  const provider = [{ exists: false }, { 'anything-but': ids }];
  return [
    { source: FROM_A_MERCHANT, detailType: COMMAND_TYPES, detail: { provider } },
    { source: FROM_A_MERCHANT, detailType: Match.anythingBut(...COMMAND_TYPES) },
    { source: Match.anythingButPrefix('estorno.merchant.'), detailType: COMMAND_TYPES },
  ];
}

export type CommandQueueProps = {
  readonly bus: EventBus;
  /** What of the bus gets into the queue: one rule each. */
  readonly patterns: readonly EventPattern[];
  /** Carries the commands out. */
  readonly handler: BundledFunction;
  /** Where a command goes that could not be carried out, whether the queue or the function gave it up. */
  readonly deadLetters: DeadLetterQueue;
};

/**
 * Commands on their way from the bus to a function: rule, queue, event source mapping.
 *
 * The function answers with the messages that failed, and only those come again. It may give a message more time,
 * and put one aside at once that could never succeed.
 */
export class CommandQueue extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, { bus, patterns, handler, deadLetters }: CommandQueueProps) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(handler.timeout.toSeconds() * VISIBILITY_PER_TIMEOUT),
      // Less than the dead letters' own: SQS counts their time from when the message was first sent.
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: deadLetters.queue, maxReceiveCount: MAX_RECEIVES },
    });
    patterns.forEach((eventPattern, index) => {
      new Rule(this, index === 0 ? 'Rule' : `Rule${index + 1}`, {
        eventBus: bus.bus,
        eventPattern,
        targets: [new SqsQueue(this.queue, { deadLetterQueue: deadLetters.queue })],
      });
    });
    this.feed(handler, deadLetters);
  }

  private feed({ function: handler, role }: BundledFunction, deadLetters: DeadLetterQueue): void {
    handler.addEnvironment('COMMANDS_DLQ_URL', deadLetters.queue.queueUrl);
    handler.addEnvironment('COMMANDS_MAX_RECEIVES', String(MAX_RECEIVES));
    deadLetters.grantSend(role);
    role.addToPolicy(
      new PolicyStatement({
        actions: [
          'sqs:ChangeMessageVisibility',
          'sqs:DeleteMessage',
          'sqs:GetQueueAttributes',
          'sqs:ReceiveMessage',
        ],
        resources: [this.queue.queueArn],
      }),
    );
    const mapping = new EventSourceMapping(this, 'Mapping', {
      target: handler,
      eventSourceArn: this.queue.queueArn,
      batchSize: BATCH_SIZE,
      maxConcurrency: MAX_CONCURRENCY,
      reportBatchItemFailures: true,
    });
    acknowledge(
      mapping,
      'Serverless-LambdaEventSourceMappingDestination',
      'A mapping of a queue can have none: what fails too often goes to dead letters by the redrive policy of the queue',
    );
  }
}
