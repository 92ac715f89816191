import { Duration } from 'aws-cdk-lib';
import { type EventPattern, Match, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, MetricType } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Provider } from '../providers.ts';
import { acknowledge } from './acknowledge.ts';
import type { BundledFunction } from './bundled-function.ts';
import type { DeadLetterQueue } from './dead-letter-queue.ts';
import { denyOthers, type NamedPrincipals } from './deny-others.ts';
import type { EventBus } from './event-bus.ts';

/** The types of commands that storefronts put on the bus. */
const COMMAND_TYPES = ['PaymentCancellationRequested', 'PaymentRefundRequested'];

/** The source of a merchant's events. An IAM policy can limit a producer to its own with `events:source`. */
const FROM_A_MERCHANT = Match.prefix('estorno.merchant.');

/** Small, so that a batch ends within the function's timeout even if each command waits for a session. */
const BATCH_SIZE = 5;

/**
 * Concurrent invocations: the least that Lambda accepts, so that the queues fit an account with 10 concurrent executions. A burst
 * waits in the queue and leaves the account's concurrency to callers of the API.
 */
const MAX_CONCURRENCY = 2;

/** The merchant, as the source names it: one with many commands does not delay the others (a fair queue). */
const MESSAGE_GROUP = '$.source';

/** As AWS recommends: a message does not become visible while a throttled invocation is retried. */
const VISIBILITY_PER_TIMEOUT = 6;

/** With a growing visibility timeout these take hours. */
const MAX_RECEIVES = 10;

/** The commands for one provider. */
export function commandsFor({ id }: Provider): EventPattern {
  return { source: FROM_A_MERCHANT, detailType: COMMAND_TYPES, detail: { provider: [id] } };
}

/**
 * Events that match no provider's queue, so that none is lost: commands whose provider is missing or unknown, events of a
 * merchant with an unknown type, and commands from a source that is not a merchant's. No two patterns match one event.
 */
export function unroutedCommands(providers: readonly Provider[]): readonly EventPattern[] {
  const ids = providers.map(({ id }) => id);
  // An object or an empty list instead of the provider's name counts as missing.
  const provider = [{ exists: false }, { 'anything-but': ids }];
  return [
    { source: FROM_A_MERCHANT, detailType: COMMAND_TYPES, detail: { provider } },
    { source: FROM_A_MERCHANT, detailType: Match.anythingBut(...COMMAND_TYPES) },
    { source: Match.anythingButPrefix('estorno.merchant.'), detailType: COMMAND_TYPES },
  ];
}

export type CommandQueueProps = {
  readonly bus: EventBus;
  /** The events for this queue: one rule per pattern. */
  readonly patterns: readonly EventPattern[];
  /** Executes the commands. */
  readonly handler: BundledFunction;
  /** Receives commands that could not be executed, from the queue or from the function. */
  readonly deadLetters: DeadLetterQueue;
  /** Roles that may return dead-letter messages to this queue. */
  readonly operators: NamedPrincipals;
  /** Whether the function leaves inquiries to itself in the queue. */
  readonly takesInquiries: boolean;
};

/**
 * Delivers commands from the bus to a function: rules, queue, event source mapping.
 *
 * The function returns the messages that failed, and only those are retried. It can extend the visibility timeout of a
 * message, and move a message that can never succeed to the dead-letter queue at once.
 */
export class CommandQueue extends Construct {
  readonly queue: Queue;
  readonly mapping: EventSourceMapping;

  constructor(scope: Construct, id: string, props: CommandQueueProps) {
    super(scope, id);
    const { bus, patterns, handler, deadLetters, operators, takesInquiries } = props;
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(handler.timeout.toSeconds() * VISIBILITY_PER_TIMEOUT),
      // Less than that of the dead-letter queue, which SQS counts from when the message was first sent.
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: deadLetters.queue, maxReceiveCount: MAX_RECEIVES },
    });
    patterns.forEach((eventPattern, index) => {
      new Rule(this, index === 0 ? 'Rule' : `Rule${index + 1}`, {
        eventBus: bus.bus,
        eventPattern,
        targets: [
          new SqsQueue(this.queue, { deadLetterQueue: deadLetters.queue, messageGroupId: MESSAGE_GROUP }),
        ],
      });
    });
    // The rules of the bus send as an AWS service, each permitted by its ARN.
    const resource = this.queue.queueArn;
    const [sid, action] = ['OnlyRulesAndOperators', 'sqs:SendMessage'];
    const roles = takesInquiries ? [handler.role] : [];
    this.queue.addToResourcePolicy(denyOthers({ sid, action, resource, roles, named: operators }));
    this.mapping = this.feed(handler, deadLetters);
    if (takesInquiries) this.acceptInquiries(handler);
  }

  /** Lets the function of the queue leave messages to itself in it. */
  private acceptInquiries({ function: handler, role }: BundledFunction): void {
    handler.addEnvironment('INQUIRIES_URL', this.queue.queueUrl);
    role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] }));
  }

  private feed(
    { function: handler, live, role }: BundledFunction,
    deadLetters: DeadLetterQueue,
  ): EventSourceMapping {
    handler.addEnvironment('COMMANDS_DLQ_URL', deadLetters.queue.queueUrl);
    handler.addEnvironment('COMMANDS_MAX_RECEIVES', String(MAX_RECEIVES));
    handler.addEnvironment('COMMANDS_QUEUE_ARN', this.queue.queueArn);
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
      target: live,
      eventSourceArn: this.queue.queueArn,
      batchSize: BATCH_SIZE,
      maxConcurrency: MAX_CONCURRENCY,
      metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
      reportBatchItemFailures: true,
    });
    acknowledge(
      mapping,
      'Serverless-LambdaEventSourceMappingDestination',
      'The mapping of a queue cannot have a destination: the redrive policy of the queue moves failed messages to dead letters',
    );
    return mapping;
  }
}
