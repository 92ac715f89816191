import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { toCorrelationResource, toTraceHeader } from '../domain/correlation.ts';
import type { EventBus } from '../ports/event-bus.ts';
import { CLIENT_LIMITS } from './dynamo-client.ts';

/** The source of every event of ours. */
const SOURCE = 'estorno';

/** A custom bus of EventBridge. The client is made when there is something to publish. */
export function createEventBus({
  busName,
  connect = () => new EventBridgeClient(CLIENT_LIMITS),
}: {
  busName: string;
  connect?: () => EventBridgeClient;
}): EventBus {
  let client: EventBridgeClient | undefined;

  return {
    async put(events) {
      client ??= connect();
      const entries = events.map(({ type, detail, correlationId }) => ({
        EventBusName: busName,
        Source: SOURCE,
        DetailType: type,
        Detail: JSON.stringify(detail),
        ...(correlationId !== undefined && {
          Resources: [toCorrelationResource(correlationId)],
          TraceHeader: toTraceHeader(correlationId),
        }),
      }));
      // Answers 200 also when it took none; an entry without an id was not taken, whatever count stands beside it.
      const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: entries }));
      return events.flatMap((_, at) => (Entries[at]?.EventId === undefined ? [at] : []));
    },
  };
}
