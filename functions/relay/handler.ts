import { createEventBus } from '../../shared/aws/event-bus.ts';
import { createFlowStarter } from '../../shared/aws/flow-starter.ts';
import { createEntry } from '../../shared/create-handler.ts';
import { createRelay } from '../../shared/relay/relay.ts';
import { readStreamRecords } from '../../shared/relay/stream-records.ts';
import { readRelayEnv } from '../../shared/runtime/env.ts';
import { consoleLog as log } from '../../shared/runtime/log.ts';

const env = readRelayEnv();
const relay = createRelay({ bus: createEventBus(env), flows: createFlowStarter(env), log });

/** The ledger's stream → events on the bus, and flows of refunds. */
export const handler = createEntry({
  answer: async (event, limits) => {
    const left = await relay(readStreamRecords(event), limits);
    return { batchItemFailures: left.map(({ sequenceNumber }) => ({ itemIdentifier: sequenceNumber })) };
  },
  log,
});
