import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
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
import { type AnswerCommand, createOperatorAnswers } from '../../shared/function/create-operator-answers.ts';
import { createProviderAnswers } from '../../shared/function/create-provider-answers.ts';
import type { ProviderPorts } from '../../shared/function/provider-deps.ts';
import { answerCommonRoute } from '../../shared/http/common-api.ts';
import { OPERATOR_ROUTE } from '../../shared/http/operator-routes.ts';
import { createObserver, type Observer } from '../../shared/observability/observer.ts';
import { parsePayment } from '../../shared/operation/payment.ts';
import type { Invocation } from '../../shared/operation/runner.ts';
import { answerOperatorRoute } from '../../shared/operator/operator-route.ts';
import { RESERVE_MS } from '../../shared/provider/budgets.ts';
import type { BaseCredentials, Connector } from '../../shared/provider/connector.ts';
import { invocationContext } from '../functions/context.ts';
import { SIGNED_CALLER } from '../signed-caller.ts';
import { readHttpAnswer } from './checks.ts';
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

/** What the function of operators answers to a person: the result, or `problem` with its code. */
export function createFuzzOperator(id: ProviderId, ports: Ports): (command: unknown) => Promise<unknown> {
  const commands = createOperator(id, ports);
  const handler = createHandler({
    answers: {
      http: (event, invocation) => answerOperatorRoute((name) => commands[name], event, invocation),
    },
    observer: createFuzzObserver(ports),
  });
  return async (command) => readOperatorAnswer(await handler(toOperatorEvent(id, command), toContext(ports)));
}

function createOperator(id: ProviderId, ports: Ports): Record<string, AnswerCommand> {
  const of = <C extends BaseCredentials>(connector: Connector<C>) =>
    createOperatorAnswers(connector, toProviderPorts(connector, ports), {});
  if (id === 'mercadopago') return { [id]: of(mercadopago) };
  return { [id]: id === 'letpay' ? of(letpay) : of(sopague) };
}

/** The command is in the path; the body is everything that was given, the command included. */
function toOperatorEvent(provider: ProviderId, given: unknown): object {
  const command = z.catch(z.object({ command: z.string() }), { command: 'none' }).parse(given).command;
  const rawPath = `/v1/operator/${provider}/${command}`;
  return {
    ...{ version: '2.0', routeKey: `${OPERATOR_ROUTE.method} ${OPERATOR_ROUTE.path}`, rawPath },
    pathParameters: { provider, command },
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(given),
    requestContext: { ...SIGNED_CALLER, requestId: 'request-1', http: { method: 'POST', path: rawPath } },
  };
}

function readOperatorAnswer(answer: unknown): unknown {
  const { body, code } = readHttpAnswer(answer);
  if (code === undefined) return body;
  const { detail } = z.object({ detail: z.string() }).parse(body);
  return { problem: { code, detail } };
}

/** A provider's function on ports in memory. */
function createProviderHandler<C extends BaseCredentials>(connector: Connector<C>, ports: Ports) {
  const observer = createFuzzObserver(ports);
  const { intake, ...answers } = createProviderAnswers(connector, toProviderPorts(connector, ports), {
    notifyFrom: [NOTIFIER],
  });
  return createHandler({ answers: { ...answers, bus: createCommands(intake, ports) }, observer });
}

function toProviderPorts<C extends BaseCredentials>(connector: Connector<C>, ports: Ports): ProviderPorts<C> {
  const { clock, log } = ports;
  const { id: provider, credentials: schema } = connector;
  const secrets = createSecretReader({ client: ports.secrets, provider, schema, clock, log });
  const tables = { ledger: 'ledger', sessions: 'sessions', parse: parsePayment };
  const stores = createDynamoStores(ports.dynamo, tables);
  return { ...ports, stores, secrets, count: createFuzzObserver(ports).count };
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
