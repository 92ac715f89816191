import * as events from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { BundledFunction } from './bundled-function.ts';

/** What our own events name as their source; nobody else's may. */
const OWN_SOURCE = 'estorno';

/** The bus of this bundle: commands of storefronts come in, news of operations go out. */
export class EventBus extends Construct {
  readonly bus: events.EventBus;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.bus = new events.EventBus(this, 'Bus', {
      description: 'Estorno: commands of storefronts in, news of operations out',
    });
  }

  /** Tells a function the bus, and lets it put events there in our name: never in a merchant's. */
  addPublisher({ function: handler, role }: BundledFunction): void {
    handler.addEnvironment('EVENT_BUS_NAME', this.bus.eventBusName);
    role.addToPolicy(
      new PolicyStatement({
        actions: ['events:PutEvents'],
        resources: [this.bus.eventBusArn],
        conditions: {
          // The key has a value for each entry of the call; without any, `ForAllValues` would hold.
          'ForAllValues:StringEquals': { 'events:source': OWN_SOURCE },
          Null: { 'events:source': 'false' },
        },
      }),
    );
  }
}
