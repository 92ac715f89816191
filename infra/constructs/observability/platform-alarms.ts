import type { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { BundledFunction } from '../bundled-function.ts';
import type { CommandQueue } from '../command-queue.ts';
import type { DeadLetterQueue } from '../dead-letter-queue.ts';
import type { HttpApi } from '../http-api.ts';
import type { RefundFlow } from '../refund-flow.ts';
import { type AlarmProps, toAwsMetric, toExpression, toOwnMetric } from './runbook-alarm.ts';

/** A refused payment is reported to workflows as an error of the function, so a few errors are normal. */
const MANY_ERRORS = 10;

/** Milliseconds before the timeout. A provider's function has 29 s, of which waiting callers use up to 20 s. */
const SHORTLY_BEFORE_MS = 4_000;

/** Seconds within which a command is normally started; commands that were received three times are not counted. */
const LATE_COMMAND_S = 15 * 60;

/** Milliseconds. */
const LATE_EVENTS_MS = 5 * 60_000;

/** Percent of requests to the API, if there are enough of them. A few 5xx report trouble of a provider. */
const API_FAILING_PERCENT = 5;
const ENOUGH_API_REQUESTS = 20;

/** For all functions together: internal errors, and items that this version must not write. */
export function toOwnAlarms(): Readonly<Record<string, AlarmProps>> {
  return {
    InternalError: {
      summary: 'Our own code failed (internal_error).',
      runbook: 'internal-error',
      metric: toOwnMetric('Problems', 'Sum', { code: 'internal_error' }),
      above: 0,
      missing: 'fine',
    },
    NewerItem: {
      summary: 'The ledger has an item that a newer version wrote.',
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
      summary: `The function ${handler.node.path} fails repeatedly.`,
      runbook: 'function-errors',
      metric: toMetric('Errors', 'Sum'),
      above: MANY_ERRORS,
      missing: 'fine',
      lasting: { periods: 2, of: 3 },
    },
    Throttles: {
      summary: `The function ${handler.node.path} is throttled: the account runs too many functions at once.`,
      runbook: 'throttles',
      metric: toMetric('Throttles', 'Sum'),
      above: 0,
      missing: 'fine',
    },
    SlowFunction: {
      summary: `The 99th percentile of the duration of ${handler.node.path} is close to its timeout.`,
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
    summary: `Dead-letter messages are waiting (${queue.node.path}).`,
    runbook: 'dead-letters',
    metric: toAwsMetric('AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'Maximum', {
      QueueName: queue.queueName,
    }),
    above: 0,
    missing: 'fine',
  };
}

/**
 * The age of the oldest command that was received fewer than three times. A queue deletes messages after its retention
 * period without notice.
 *
 * @source docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export function toCommandsAlarm({ queue }: CommandQueue): AlarmProps {
  return {
    summary: `Commands have been waiting for more than 15 minutes (${queue.node.path}).`,
    runbook: 'commands-late',
    metric: toAwsMetric('AWS/SQS', 'ApproximateAgeOfOldestMessage', 'Maximum', {
      QueueName: queue.queueName,
    }),
    above: LATE_COMMAND_S,
    missing: 'fine',
  };
}

/** The age of the records that the relay reads. No data: there are no events. */
export function toRelayAlarm({ function: relay }: BundledFunction): AlarmProps {
  return {
    summary: 'Events are published more than five minutes late.',
    runbook: 'relay-behind',
    metric: toAwsMetric('AWS/Lambda', 'IteratorAge', 'Maximum', { FunctionName: relay.functionName }),
    above: LATE_EVENTS_MS,
    missing: 'fine',
  };
}

export function toTableAlarm(tableName: string, is: string, indexName?: string): AlarmProps {
  // Metrics of an index have one more dimension.
  const index = indexName === undefined ? {} : { GlobalSecondaryIndexName: indexName };
  const toMetric = (name: string) =>
    toAwsMetric('AWS/DynamoDB', name, 'Sum', { TableName: tableName, ...index });
  return {
    summary: `DynamoDB throttles requests to the ${is}.`,
    runbook: 'throttles',
    metric: toExpression(
      'FILL(reads, 0) + FILL(writes, 0)',
      { reads: toMetric('ReadThrottleEvents'), writes: toMetric('WriteThrottleEvents') },
      'throttled requests',
    ),
    above: 0,
    missing: 'fine',
  };
}

/**
 * A mapping that does not poll: it is disabled, or it may not read its source. One that polls without finding anything
 * reports 0; one that does not poll reports nothing.
 *
 * @source docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html, Event source mapping metrics (read 2026-11-30)
 */
export function toMappingAlarm({ mapping }: { readonly mapping: EventSourceMapping }): AlarmProps {
  const polls = toAwsMetric('AWS/Lambda', 'PolledEventCount', 'SampleCount', {
    EventSourceMappingUUID: mapping.eventSourceMappingId,
  });
  return {
    summary: `Lambda has not polled the source of ${mapping.node.path} for 15 minutes.`,
    runbook: 'mapping-stopped',
    metric: toExpression('IF(FILL(polls, 0) > 0, 0, 1)', { polls }, 'periods without a poll'),
    above: 0,
    missing: 'bad',
    lasting: { periods: 3, of: 3 },
  };
}

/** The share of requests that end in a 5xx, of API Gateway or of a function. */
export function toApiAlarm({ apiId }: HttpApi): AlarmProps {
  const toMetric = (name: string) => toAwsMetric('AWS/ApiGateway', name, 'Sum', { ApiId: apiId });
  return {
    summary: `More than ${API_FAILING_PERCENT}% of the requests to the API end in a 5xx.`,
    runbook: 'api-failing',
    metric: toExpression(
      `IF(FILL(requests, 0) >= ${ENOUGH_API_REQUESTS}, 100 * FILL(failed, 0) / requests, 0)`,
      { requests: toMetric('Count'), failed: toMetric('5xx') },
      'percent of requests that failed',
    ),
    above: API_FAILING_PERCENT,
    missing: 'fine',
    lasting: { periods: 2, of: 3 },
  };
}

/**
 * Executions that ended without the end of their operation. That an operation failed is a result: its execution fails with
 * the code of the problem, and is not counted here.
 */
export function toFlowAlarm({ machine, abandoned }: RefundFlow): AlarmProps {
  const toMetric = (name: string) =>
    toAwsMetric('AWS/States', name, 'Sum', { StateMachineArn: machine.stateMachineArn });
  return {
    summary: 'An execution of the refund flow ended before its operation did.',
    runbook: 'flow-failed',
    metric: toExpression(
      'FILL(abandoned, 0) + FILL(timedOut, 0) + FILL(aborted, 0)',
      {
        abandoned,
        timedOut: toMetric('ExecutionsTimedOut'),
        aborted: toMetric('ExecutionsAborted'),
      },
      'executions that ended early',
    ),
    above: 0,
    missing: 'fine',
  };
}
