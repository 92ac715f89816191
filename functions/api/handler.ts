import { refuseUnroutedCommand } from '../../shared/bus/refuse-unrouted.ts';
import { createCommands } from '../../shared/function/create-commands.ts';
import { createFunctionObserver } from '../../shared/function/create-function-observer.ts';
import { createHandler } from '../../shared/function/create-handler.ts';
import { readApiEnv, readEventSources } from '../../shared/function/env.ts';
import { answerCommonRoute } from '../../shared/http/common-api.ts';
import { RESERVE_MS } from '../../shared/provider/budgets.ts';
import { CAPABILITIES } from '../capabilities.ts';

const { providers } = readApiEnv();
const observer = createFunctionObserver();
const refuse = () => refuseUnroutedCommand(providers);

/** What no provider answers: what each of them can do, `$default`, and commands on the bus that name none. */
export const handler = createHandler({
  answers: {
    http: async (event) => answerCommonRoute({ providers, capabilities: CAPABILITIES }, event),
    bus: createCommands({ readCommand: refuse, begin: refuse, roomMs: RESERVE_MS, log: observer.log }),
  },
  observer,
  sources: readEventSources(),
});
