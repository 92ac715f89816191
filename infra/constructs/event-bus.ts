import { Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { EVENT_TYPES, type EventType } from '../../shared/domain/event-type.ts';
import type { BundledFunction } from './bundled-function.ts';
import { denyOthers, type NamedPrincipals } from './deny-others.ts';

/** The source of our own events; no other producer may use it. */
export const OWN_SOURCE = 'estorno';

/** The events about commands that are refused: they have no operation, so that the relay never sees them. */
const REFUSALS: readonly EventType[] = ['PaymentCancellationFailed', 'PaymentRefundFailed'];

const ALL: readonly string[] = Object.keys(EVENT_TYPES);

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

  /** Gives a function the name of the bus, and lets it publish the refusals of commands. */
  addRefuser(of: BundledFunction): void {
    this.addPublisher(of, REFUSALS);
  }

  /** Gives a function the name of the bus, and lets it publish every event of operations. */
  addRelay(of: BundledFunction): void {
    this.addPublisher(of, ALL);
  }

  /**
   * Denies all others to put events on the bus: nobody but the stack may publish events of operations, and only the named
   * producers may put commands.
   */
  denyOthers(publishers: readonly IRole[], producers: NamedPrincipals): void {
    const common = { action: 'events:PutEvents', resource: this.bus.eventBusArn, roles: publishers };
    this.bus.addToResourcePolicy(denyOthers({ ...common, sid: 'OnlyNamedProducers', named: producers }));
    if (producers.length === 0) return;
    const own = denyOthers({ ...common, sid: 'OwnEventsOnlyByTheStack' });
    own.addCondition('ForAnyValue:StringEquals', { 'events:source': OWN_SOURCE });
    this.bus.addToResourcePolicy(own);
  }

  private addPublisher({ function: handler, role }: BundledFunction, types: readonly string[]): void {
    handler.addEnvironment('EVENT_BUS_NAME', this.bus.eventBusName);
    role.addToPolicy(
      new PolicyStatement({
        actions: ['events:PutEvents'],
        resources: [this.bus.eventBusArn],
        conditions: {
          // `ForAllValues` also matches a call without any value; `Null` excludes that.
          'ForAllValues:StringEquals': { 'events:source': OWN_SOURCE, 'events:detail-type': types },
          Null: { 'events:source': 'false', 'events:detail-type': 'false' },
        },
      }),
    );
  }
}
