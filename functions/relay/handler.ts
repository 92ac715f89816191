import { createEventBus } from '../../shared/aws/event-bus.ts';
import { createFlowStarter } from '../../shared/aws/flow-starter.ts';
import { createRelayDeadLetters } from '../../shared/aws/relay-dead-letters.ts';
import { readStreamRecords } from '../../shared/aws/stream-records.ts';
import { type RelayDeps, relay } from '../../shared/events/relay.ts';
import { createFunctionObserver } from '../../shared/function/create-function-observer.ts';
import { createHandler } from '../../shared/function/create-handler.ts';
import { readRelayEnv } from '../../shared/function/env.ts';
import { systemClock as clock } from '../../shared/function/process.ts';

const env = readRelayEnv();
const observer = createFunctionObserver();
const { log, timed } = observer;
const bus = createEventBus(env);
const flows = createFlowStarter(env);
const deps: RelayDeps = {
  bus: { put: (events) => timed('publish', () => bus.put(events)) },
  flows: { start: (flow) => timed('startFlow', () => flows.start(flow)) },
  deadLetters: createRelayDeadLetters({ url: env.deadLettersUrl }),
  ...{ clock, log },
};

/** The ledger's stream → events on the bus, and flows of refunds. */
export const handler = createHandler({
  answers: {
    stream: async (event, { signal }) => {
      const left = await relay(deps, readStreamRecords(event), signal);
      return { batchItemFailures: left.map(({ sequenceNumber }) => ({ itemIdentifier: sequenceNumber })) };
    },
  },
  observer,
});
