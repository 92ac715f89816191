import { EventBus as Bus, Rule } from 'aws-cdk-lib/aws-events';
import { EventBus as ToBus } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { type EventBus, OWN_SOURCE } from './event-bus.ts';

export type EventForwardingProps = {
  readonly bus: EventBus;
  /** ARNs of the buses that receive the events, also in other accounts and regions. */
  readonly targets: readonly string[];
};

/**
 * Copies every event of operations to other buses. Commands are not copied. A bus of another account must allow
 * `events:PutEvents` to this account in its own policy. EventBridge retries for 24 hours; then the event becomes a
 * dead-letter message.
 */
export class EventForwarding extends Construct {
  readonly deadLetters: DeadLetterQueue;

  constructor(scope: Construct, id: string, { bus, targets }: EventForwardingProps) {
    super(scope, id);
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters');
    acknowledge(
      this.deadLetters,
      'AwsSolutions-SQS3',
      'This is the dead-letter queue of rules; the finding only recognizes those of queues',
    );
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('events.amazonaws.com') });
    role.addToPolicy(new PolicyStatement({ actions: ['events:PutEvents'], resources: [...targets] }));
    // The target would grant the same again.
    const fixedRole = role.withoutPolicyUpdates();
    targets.forEach((arn, index) => {
      const target = Bus.fromEventBusArn(this, `Target${index + 1}`, arn);
      new Rule(this, `Rule${index + 1}`, {
        description: `Estorno: copies the events of operations to ${arn}`,
        eventBus: bus.bus,
        eventPattern: { source: [OWN_SOURCE] },
        targets: [new ToBus(target, { role: fixedRole, deadLetterQueue: this.deadLetters.queue })],
      });
    });
  }
}
