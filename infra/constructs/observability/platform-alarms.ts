import type { BundledFunction } from '../bundled-function.ts';
import type { CommandQueue } from '../command-queue.ts';
import type { DeadLetterQueue } from '../dead-letter-queue.ts';
import { type AlarmProps, toAwsMetric, toExpression, toOwnMetric } from './runbook-alarm.ts';

/** Workflows are told of a refused payment by an error of the function, so that a few mean nothing. */
const MANY_ERRORS = 10;

/** Milliseconds before a function is ended: of the 29 s of a provider's, callers who wait take up to 20 s. */
const SHORTLY_BEFORE_MS = 4_000;

/** Seconds until a command is begun, where it is well: those that were tried three times are not counted. */
const LATE_COMMAND_S = 15 * 60;

/** Milliseconds that news may be late. */
const LATE_NEWS_MS = 5 * 60_000;

/** Of all functions together: mistakes of ours, and items that this version must not write. */
export function toOwnAlarms(): Readonly<Record<string, AlarmProps>> {
  return {
    InternalError: {
      says: 'Our own code failed, so that a caller was told to ask again.',
      runbook: 'internal-error',
      metric: toOwnMetric('Problems', 'Sum', { code: 'internal_error' }),
      above: 0,
      missing: 'fine',
    },
    NewerItem: {
      says: 'The ledger has an item that a newer version of this code wrote.',
      runbook: 'newer-item',
      metric: toOwnMetric('NewerItems', 'Sum', {}),
      above: 0,
      missing: 'fine',
    },
  };
}

export function toFunctionAlarms({
  function: handler,
  timeout,
}: BundledFunction): Readonly<Record<string, AlarmProps>> {
  const toMetric = (name: string, statistic: 'Sum' | 'p99') =>
    toAwsMetric('AWS/Lambda', name, statistic, { FunctionName: handler.functionName });
  return {
    Errors: {
      says: `The function of ${handler.node.path} fails again and again.`,
      runbook: 'function-errors',
      metric: toMetric('Errors', 'Sum'),
      above: MANY_ERRORS,
      missing: 'fine',
      lasting: { periods: 2, of: 3 },
    },
    Throttles: {
      says: `The function of ${handler.node.path} is not started: the account runs too many at once.`,
      runbook: 'throttles',
      metric: toMetric('Throttles', 'Sum'),
      above: 0,
      missing: 'fine',
    },
    SlowFunction: {
      says: `One of 100 invocations of ${handler.node.path} takes nearly all the time that it has.`,
      runbook: 'slow',
      metric: toMetric('Duration', 'p99'),
      above: timeout.toMilliseconds() - SHORTLY_BEFORE_MS,
      missing: 'fine',
      lasting: { periods: 2, of: 3 },
    },
  };
}

/** A queue without messages may have no data for hours. */
export function toDeadLettersAlarm({ queue }: DeadLetterQueue): AlarmProps {
  return {
    says: `Messages that nothing more is tried with wait for a person (${queue.node.path}).`,
    runbook: 'dead-letters',
    metric: toAwsMetric('AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'Maximum', {
      QueueName: queue.queueName,
    }),
    above: 0,
    missing: 'fine',
  };
}

/**
 * How old the oldest command is that was not tried three times yet. A queue drops what waits longer than it keeps
 * messages, and tells nobody.
 *
 * @source docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export function toCommandsAlarm({ queue }: CommandQueue): AlarmProps {
  return {
    says: `Commands of storefronts wait for over 15 minutes to be begun (${queue.node.path}).`,
    runbook: 'commands-late',
    metric: toAwsMetric('AWS/SQS', 'ApproximateAgeOfOldestMessage', 'Maximum', {
      QueueName: queue.queueName,
    }),
    above: LATE_COMMAND_S,
    missing: 'fine',
  };
}

/** How old what the relay reads is. No data: there is nothing to tell. */
export function toRelayAlarm({ function: relay }: BundledFunction): AlarmProps {
  return {
    says: 'The world hears what the ledger saved more than five minutes late, if at all.',
    runbook: 'relay-behind',
    metric: toAwsMetric('AWS/Lambda', 'IteratorAge', 'Maximum', { FunctionName: relay.functionName }),
    above: LATE_NEWS_MS,
    missing: 'fine',
  };
}

export function toTableAlarm(tableName: string, is: string, indexName?: string): AlarmProps {
  // An index counts its own, under a dimension more.
  const index = indexName === undefined ? {} : { GlobalSecondaryIndexName: indexName };
  const toMetric = (name: string) =>
    toAwsMetric('AWS/DynamoDB', name, 'Sum', { TableName: tableName, ...index });
  return {
    says: `DynamoDB turns requests to the ${is} away, because they come too fast.`,
    runbook: 'throttles',
    metric: toExpression(
      'FILL(reads, 0) + FILL(writes, 0)',
      { reads: toMetric('ReadThrottleEvents'), writes: toMetric('WriteThrottleEvents') },
      'requests turned away',
    ),
    above: 0,
    missing: 'fine',
  };
}
