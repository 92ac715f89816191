import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { BundledFunction } from './bundled-function.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import type { EventBus } from './event-bus.ts';
import type { Ledger } from './ledger.ts';

/** Saves that have something to tell. The attribute is a map, and filters see leaves only: its `type` stands for it. */
const TELLS_SOMETHING = FilterCriteria.filter({
  dynamodb: { NewImage: { event: { M: { type: { S: FilterRule.exists() } } } } },
});

/** How long an outage of the bus may last, however often it is tried. A record that can never be relayed holds up its shard no longer either. */
const MAX_RECORD_AGE = Duration.hours(2);

export type EventRelayProps = {
  readonly ledger: Ledger;
  readonly bus: EventBus;
};

/**
 * Tells the world what the ledger saved: the stream of the table feeds the function `relay`, in the order of each
 * payment's saves. What it cannot tell goes to a queue of dead letters, which name the place in the stream.
 */
export class EventRelay extends BundledFunction {
  readonly deadLetters: DeadLetterQueue;

  constructor(scope: Construct, id: string, { ledger, bus }: EventRelayProps) {
    super(scope, id, {
      folder: 'relay',
      description: 'Estorno: tells on the bus what the ledger saved',
      memoryMb: 256,
      timeout: Duration.seconds(29),
    });
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters');
    acknowledge(
      this.deadLetters,
      'AwsSolutions-SQS3',
      'It is a queue of dead letters: of a stream, where the rule looks for queues only',
    );
    bus.addPublisher(this);
    ledger.grantStream(this.role);
    this.deadLetters.grantSend(this.role);
    new EventSourceMapping(this, 'Mapping', {
      target: this.function,
      eventSourceArn: ledger.streamArn,
      // What is saved between the table's first stream and the mapping's start is told too.
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 10,
      filters: [TELLS_SOMETHING],
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      maxRecordAge: MAX_RECORD_AGE,
      onFailure: { bind: () => ({ destination: this.deadLetters.queue.queueArn }) },
    });
  }
}
