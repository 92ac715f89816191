import { Duration } from 'aws-cdk-lib';
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  MetricType,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { BundledFunction } from './bundled-function.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import type { EventBus } from './event-bus.ts';
import type { Ledger } from './ledger.ts';

/** Saves with an event. Filters match leaf values only, so the `type` in the map `event` is used. */
const HAS_EVENT = FilterCriteria.filter({
  dynamodb: { NewImage: { event: { M: { type: { S: FilterRule.exists() } } } } },
});

/**
 * After this Lambda discards a record that fails. The function sets records aside itself, with the payment, before that
 * (`LONGEST_RETRY_MS`), and those that can never be published at once: this is for a function that does not work at all.
 */
const MAX_RECORD_AGE = Duration.hours(2);

export type EventRelayProps = {
  readonly ledger: Ledger;
  readonly bus: EventBus;
};

/**
 * Publishes events: the stream of the ledger's table invokes the function `relay`, in the order of each payment's saves.
 * Records that cannot be published become dead-letter messages, which name the payment. Where the function itself fails
 * for hours, Lambda sends messages that contain a position in the stream.
 */
export class EventRelay extends BundledFunction {
  readonly deadLetters: DeadLetterQueue;
  readonly mapping: EventSourceMapping;

  constructor(scope: Construct, id: string, { ledger, bus }: EventRelayProps) {
    super(scope, id, {
      folder: 'relay',
      description: 'Estorno: publishes the events of the ledger on the bus',
      memoryMb: 256,
      timeout: Duration.seconds(29),
    });
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters');
    acknowledge(
      this.deadLetters,
      'AwsSolutions-SQS3',
      'This is the dead-letter queue of a stream; the rule only recognizes those of queues',
    );
    bus.addRelay(this);
    ledger.grantStream(this.role);
    this.deadLetters.grantSend(this.role);
    this.deadLetters.denyOthers([this.role]);
    this.function.addEnvironment('RELAY_DLQ_URL', this.deadLetters.queue.queueUrl);
    this.mapping = new EventSourceMapping(this, 'Mapping', {
      target: this.live,
      eventSourceArn: ledger.streamArn,
      // Includes what is saved between the creation of the stream and the start of the mapping.
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 10,
      metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
      filters: [HAS_EVENT],
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      maxRecordAge: MAX_RECORD_AGE,
      onFailure: { bind: () => ({ destination: this.deadLetters.queue.queueArn }) },
    });
  }
}
