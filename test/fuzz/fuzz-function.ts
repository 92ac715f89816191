import type { Context } from 'aws-lambda';
import { CAPABILITIES } from '../../functions/capabilities.ts';
import { letpay } from '../../functions/letpay/connector.ts';
import { mercadopago } from '../../functions/mercadopago/connector.ts';
import { pix } from '../../functions/pix/connector.ts';
import { sopague } from '../../functions/sopague/connector.ts';
import { createDynamoStores } from '../../shared/aws/dynamo-stores.ts';
import { createEventBus } from '../../shared/aws/event-bus.ts';
import { createSecretReader } from '../../shared/aws/secret-reader.ts';
import { createSqsCommandQueue } from '../../shared/aws/sqs-command-queue.ts';
import { refuseUnroutedCommand } from '../../shared/bus/refuse-unrouted.ts';
import { answerBatch, type SqsEvent } from '../../shared/bus/sqs-commands.ts';
import type { CommandWork } from '../../shared/function/create-commands.ts';
import { createHandler } from '../../shared/function/create-handler.ts';
import { createProviderAnswers } from '../../shared/function/create-provider-answers.ts';
import { answerCommonRoute } from '../../shared/http/common-api.ts';
import { createObserver, type Observer } from '../../shared/observability/observer.ts';
import { parsePayment } from '../../shared/operation/payment.ts';
import type { Invocation } from '../../shared/operation/runner.ts';
import { RESERVE_MS } from '../../shared/provider/budgets.ts';
import type { BaseCredentials, Connector } from '../../shared/provider/connector.ts';
import { invocationContext } from '../functions/context.ts';
import type { Ports } from './ports.ts';

export const PROVIDERS = ['letpay', 'sopague', 'mercadopago', 'pix'] as const;

export const FUNCTIONS = [...PROVIDERS, 'api'] as const;

export type FunctionId = (typeof FUNCTIONS)[number];
export type ProviderId = (typeof PROVIDERS)[number];

/** From where callbacks count as LetPay's. */
export const NOTIFIER = '127.0.0.1';

const INVOCATION_MS = 29_000;

/** Invokes a function of the product, put together as its handler.ts does it, on ports in memory. */
export function createFuzzFunction(id: FunctionId, ports: Ports): (event: unknown) => Promise<unknown> {
  const handler = id === 'api' ? createApi(ports) : createProvider(id, ports);
  return (event) => handler(event, toContext(ports));
}

function createProvider(id: ProviderId, ports: Ports) {
  if (id === 'pix') return createProviderHandler(pix, ports);
  if (id === 'mercadopago') return createProviderHandler(mercadopago, ports);
  return id === 'letpay' ? createProviderHandler(letpay, ports) : createProviderHandler(sopague, ports);
}

/** A provider's function on ports in memory. */
function createProviderHandler<C extends BaseCredentials>(connector: Connector<C>, ports: Ports) {
  const { clock, log } = ports;
  const { id: provider, credentials: schema } = connector;
  const secrets = createSecretReader({ client: ports.secrets, provider, schema, clock, log });
  const tables = { ledger: 'ledger', sessions: 'sessions', parse: parsePayment };
  const stores = createDynamoStores(ports.dynamo, tables);
  const observer = createFuzzObserver(ports);
  const { intake, ...answers } = createProviderAnswers(
    connector,
    { ...ports, stores, secrets, count: observer.count },
    { notifyFrom: [NOTIFIER] },
  );
  return createHandler({ answers: { ...answers, bus: createCommands(intake, ports) }, observer });
}

/** As functions/api/handler.ts. */
function createApi(ports: Ports) {
  const providers = PROVIDERS;
  const refuse = () => refuseUnroutedCommand(providers);
  const work = { readCommand: refuse, begin: refuse, roomMs: RESERVE_MS, log: ports.log };
  return createHandler({
    answers: {
      http: async (event) => answerCommonRoute({ providers, capabilities: CAPABILITIES }, event),
      bus: createCommands(work, ports),
    },
    observer: createFuzzObserver(ports),
  });
}

/** Says each thing when it happens, and the line of the invocation at its end. */
function createFuzzObserver({ clock, logged, log }: Ports): Observer {
  const say = (what: unknown) => void logged.push(JSON.stringify(what));
  const sink = { open: () => {}, line: (_level: string, line: object) => say(line), metrics: say };
  return { ...createObserver({ clock, sink }), log };
}

/** As create-commands.ts. */
function createCommands(work: CommandWork, { bus, sqs, clock }: Ports) {
  const deadLettersUrl = 'https://sqs.sa-east-1.amazonaws.com/000000000000/dead-letters';
  const queue = createSqsCommandQueue({ deadLettersUrl, connect: () => sqs });
  const events = createEventBus({ busName: 'estorno', connect: () => bus });
  const deps = { ...work, maxReceives: 10, queue, bus: events, clock };
  return (batch: SqsEvent, invocation: Invocation) => answerBatch(deps, batch, invocation);
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
