import type { Context } from 'aws-lambda';
import { letpay } from '../../functions/letpay/connector.ts';
import { sopague } from '../../functions/sopague/connector.ts';
import { createProviderApi } from '../../shared/api/provider-api.ts';
import { createUnrouted } from '../../shared/api/unrouted.ts';
import { createDynamoLedgerStore } from '../../shared/aws/dynamo-ledger-store.ts';
import { createDynamoSwitchStore } from '../../shared/aws/dynamo-switch-store.ts';
import { createEventBus } from '../../shared/aws/event-bus.ts';
import { createExclusiveSessionStore } from '../../shared/aws/exclusive-session-store.ts';
import { createSecretReader } from '../../shared/aws/secret-reader.ts';
import { createSettingsStore } from '../../shared/aws/settings-store.ts';
import { createSharedSessionStore } from '../../shared/aws/shared-session-store.ts';
import { createSqsCommandQueue } from '../../shared/aws/sqs-command-queue.ts';
import { createCommandIntake, type IntakeDeps } from '../../shared/commands/command-intake.ts';
import { createCommandReader } from '../../shared/commands/read-command.ts';
import { createRefuseUnrouted } from '../../shared/commands/refuse-unrouted.ts';
import { createSqsCommands } from '../../shared/commands/sqs-commands.ts';
import { createHandler } from '../../shared/create-handler.ts';
import { createLedger } from '../../shared/ledger/ledger.ts';
import { createObserver, type Observer } from '../../shared/observability/observer.ts';
import { createAccounts } from '../../shared/operations/accounts.ts';
import { createOperations } from '../../shared/operations/operations.ts';
import { createPermits } from '../../shared/operations/permits.ts';
import { createSweeper } from '../../shared/operations/sweep.ts';
import { createOperator } from '../../shared/operator/operator.ts';
import { OPERATION_MS, RESERVE_MS } from '../../shared/provider/budgets.ts';
import type { BaseCredentials, Connector } from '../../shared/provider/connector.ts';
import { createAdaptiveSessions } from '../../shared/sessions/adaptive-sessions.ts';
import { createCheckLogin } from '../../shared/sessions/check-login.ts';
import { createExclusiveSessions } from '../../shared/sessions/exclusive-sessions.ts';
import { createProbe } from '../../shared/sessions/probe.ts';
import type { SessionScheme } from '../../shared/sessions/session.ts';
import { createSettings } from '../../shared/sessions/settings.ts';
import { createSharedSessions } from '../../shared/sessions/shared-sessions.ts';
import { createTasks } from '../../shared/tasks/tasks.ts';
import { invocationContext } from '../functions/context.ts';
import type { Ports } from './ports.ts';

export const FUNCTIONS = ['letpay', 'sopague', 'api'] as const;

export type FunctionId = (typeof FUNCTIONS)[number];
export type ProviderId = Exclude<FunctionId, 'api'>;

/** From where callbacks count as LetPay's. */
export const NOTIFIER = '127.0.0.1';

const INVOCATION_MS = 29_000;

/** Invokes a function of the product, put together as its handler.ts does it, on ports in memory. */
export function createFuzzFunction(id: FunctionId, ports: Ports): (event: unknown) => Promise<unknown> {
  const handler = id === 'api' ? createApi(ports) : createProvider(id, ports);
  return (event) => handler(event, toContext(ports));
}

function createProvider(id: ProviderId, ports: Ports) {
  return id === 'letpay' ? createProviderHandler(letpay, ports) : createProviderHandler(sopague, ports);
}

/** As create-provider-handler.ts. */
function createProviderHandler<C extends BaseCredentials>(connector: Connector<C>, ports: Ports) {
  const { dynamo: client, secrets: secretsClient, clock, random, newId, sleep, log } = ports;
  const store = createDynamoLedgerStore({ client, table: 'ledger' });
  const ledger = createLedger({ store, clock, random, newId, sleep });
  const { sessions, probe } = createSessions(connector.session, ports);
  const { id: provider, credentials: schema } = connector;
  const secrets = createSecretReader({ client: secretsClient, provider, schema, clock, log });
  const accounts = createAccounts({ connector, secrets });
  const switchStore = createDynamoSwitchStore({ client, table: 'ledger' });
  const permits = createPermits({ provider, store: switchStore, clock, log });
  const parts = {
    ...{ connector, store, switchStore, permits, ledger, sessions, accounts },
    ...{ clock, random, newId, sleep, log },
  };
  const operations = createOperations(parts);
  const { readCommand } = createCommandReader(connector);
  return createHandler({
    answers: {
      http: createProviderApi({ ...parts, operations, notifyFrom: [NOTIFIER] }),
      commands: createCommands({ readCommand, begin: operations.begin, roomMs: OPERATION_MS }, ports),
      sweep: createSweeper({ ...parts, operations }),
      operator: createOperator({
        ...{ ...parts, operations, probe },
        checkLogin: createCheckLogin({ scheme: connector.session, exchange: ports.exchange, clock }),
      }),
      tasks: createTasks({ ...parts, operations }),
    },
    observer: createFuzzObserver(ports),
  });
}

/** As functions/api/handler.ts. */
function createApi(ports: Ports) {
  const providers = ['letpay', 'sopague'];
  const refuse = createRefuseUnrouted({ providers });
  return createHandler({
    answers: {
      http: createUnrouted({ providers }),
      commands: createCommands({ readCommand: refuse, begin: refuse, roomMs: RESERVE_MS }, ports),
    },
    observer: createFuzzObserver(ports),
  });
}

/** Says each thing when it happens, and the line of the invocation at its end. */
function createFuzzObserver({ clock, said, log }: Ports): Observer {
  const say = (what: unknown) => void said.push(JSON.stringify(what));
  const sink = { open: () => {}, line: (_level: string, line: object) => say(line), metrics: say };
  return { ...createObserver({ clock, sink }), log };
}

/** As create-commands.ts. */
function createCommands(
  parts: Pick<IntakeDeps, 'readCommand' | 'begin' | 'roomMs'>,
  { bus, sqs, clock, log }: Ports,
) {
  const deadLettersUrl = 'https://sqs.sa-east-1.amazonaws.com/000000000000/dead-letters';
  const queue = createSqsCommandQueue({ deadLettersUrl, connect: () => sqs });
  const events = createEventBus({ busName: 'estorno', connect: () => bus });
  return createSqsCommands(
    createCommandIntake({ ...parts, maxReceives: 10, queue, bus: events, clock, log }),
  );
}

/** As create-provider-handler.ts. */
function createSessions<C>(scheme: SessionScheme<C>, ports: Ports) {
  const { dynamo: client, exchange, clock, random, sleep, newId, log } = ports;
  const table = { client, table: 'sessions' };
  const parts = { scheme, exchange, clock, random, sleep, newId, log };
  const sharedStore = createSharedSessionStore(table);
  if (scheme.mode === 'shared') return { sessions: createSharedSessions({ ...parts, store: sharedStore }) };
  const settingsStore = createSettingsStore(table);
  const settings = createSettings({ store: settingsStore, clock, log });
  const store = createExclusiveSessionStore(table);
  const exclusive = createExclusiveSessions({ ...parts, store, settings });
  const shared = createSharedSessions({ ...parts, store: sharedStore, settings });
  return {
    sessions: createAdaptiveSessions({ exclusive, shared, settings }),
    probe: createProbe({ scheme, exchange, store: settingsStore, clock }),
  };
}

/** The handler asks first how much time is left, by the machine's clock; then middy does, for its timer. */
function toContext({ clock }: Ports): Context {
  const first = clock() + INVOCATION_MS - Date.now();
  const remaining = [first];
  return {
    ...invocationContext(INVOCATION_MS),
    getRemainingTimeInMillis: () => remaining.shift() ?? INVOCATION_MS,
  };
}
