import { Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { BundledFunction } from './bundled-function.ts';

/** The source of our own events; no other producer may use it. */
export const OWN_SOURCE = 'estorno';

/** The bus of this stack: commands of storefronts in, events of operations out. */
export class EventBus extends Construct {
  readonly bus: events.EventBus;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.bus = new events.EventBus(this, 'Bus', {
      // Unique in the account and region, whatever the constructs around the stack are named.
      eventBusName: Stack.of(this).stackName,
      description: 'Estorno: commands of storefronts in, events of operations out',
    });
  }

  /** Gives a function the name of the bus, and lets it publish events with our source only. */
  addPublisher({ function: handler, role }: BundledFunction): void {
    handler.addEnvironment('EVENT_BUS_NAME', this.bus.eventBusName);
    role.addToPolicy(
      new PolicyStatement({
        actions: ['events:PutEvents'],
        resources: [this.bus.eventBusArn],
        conditions: {
          // `ForAllValues` also matches a call without any value; `Null` excludes that.
          'ForAllValues:StringEquals': { 'events:source': OWN_SOURCE },
          Null: { 'events:source': 'false' },
        },
      }),
    );
  }
}
