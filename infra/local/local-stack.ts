import { type LocalHttpApi, readHttpApi } from './assembly/http-api.ts';
import { readRoles } from './assembly/iam.ts';
import { readKeys } from './assembly/keys.ts';
import { type LocalFunction, readFunctions } from './assembly/lambda.ts';
import { type Assembly, readAssembly } from './assembly/read-assembly.ts';
import { readSchedules } from './assembly/schedules.ts';
import { type LocalStateMachine, readStateMachines } from './assembly/state-machines.ts';
import { type LocalTable, readTables } from './assembly/tables.ts';
import { createAuthorizer } from './aws/authorizer.ts';
import { createCallLog } from './aws/call-log.ts';
import { createDynamodb } from './aws/dynamodb.ts';
import { createFaultPlan } from './aws/faults.ts';
import { createLambda } from './aws/lambda.ts';
import { createSecretsManager } from './aws/secrets-manager.ts';
import { withLocalQueueUrls } from './aws/sqs.ts';
import { startAwsPort } from './aws/start-aws-port.ts';
import { createStepFunctions } from './aws/step-functions.ts';
import { createLocalClock, type LocalClock } from './clock/local-clock.ts';
import { createTables } from './engine/create-tables.ts';
import type { Engine } from './engine/engine.ts';
import { readItems } from './engine/read-items.ts';
import { startEngine } from './engine/start-engine.ts';
import { createExecutions } from './flows/executions.ts';
import type { FlowWaits } from './flows/tasks.ts';
import { DEFAULT_ACCESS_KEY } from './http-api/signature.ts';
import { startHttpApi } from './http-api/start-http-api.ts';
import { createFunctions, type Functions } from './lambda/functions.ts';
import { createLogBook } from './lambda/log-book.ts';
import { createSchedules } from './lambda/schedules.ts';
import type { LocalStack, LocalStackOptions } from './local-stack-types.ts';
import { createMessaging, type Messaging } from './messaging.ts';
import { synthesize } from './synthesize.ts';

export type { LocalStack, LocalStackOptions, Secrets } from './local-stack-types.ts';

const DEFAULT_CONCURRENCY = 6;

/** Starts everything that the cloud assembly describes. */
export async function startLocalStack(options: LocalStackOptions = {}): Promise<LocalStack> {
  const closers: (() => Promise<void>)[] = [];
  const close = once(async () => {
    for (const closer of closers.toReversed()) await closer();
  });
  try {
    return await start(options, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  options: LocalStackOptions,
  closers: (() => Promise<void>)[],
  close: () => Promise<void>,
): Promise<LocalStack> {
  const { clock = createLocalClock() } = options;
  const { assembly, engine } = await prepare(options, closers);
  const tables = readTables(assembly);
  const functions = readFunctions(assembly);
  const api = readHttpApi(assembly);
  const plan = readSchedules(assembly, functions);
  const machines = readStateMachines(assembly, functions);
  const parts = { assembly, engine, tables, functions, clock };
  const messaging = await createMessaging({ ...parts, awsUrl: () => aws.port.url });
  closers.push(messaging.close);
  await createTables(tables, engine);

  const flows = { machines, waits: options.flowWaits ?? 'as written' };
  const aws = await startAws({ ...parts, messaging, flows }, (arn) => lambda.poolOf(arn));
  closers.push(aws.port.close);
  const { putSecret } = aws;
  for (const [merchantId, providers] of Object.entries(options.secrets ?? {}))
    for (const [provider, credentials] of Object.entries(providers))
      putSecret(merchantId, provider, credentials);

  const logs = createLogBook(options.onLog);
  const lambda = createFunctions(functions, {
    surroundings: {
      region: assembly.place.region,
      awsUrl: aws.port.url,
      overrides: toOverrides(options),
    },
    logs,
    clock,
    concurrency: options.concurrency ?? DEFAULT_CONCURRENCY,
  });
  closers.push(lambda.close, aws.executions.close);
  await messaging.start({ functions: lambda, logs, authorizer: aws.authorizer });
  closers.push(async () => messaging.stop());
  const schedules = createSchedules(plan, {
    functions: lambda,
    logs,
    clock,
    isTimed: options.schedules ?? true,
  });
  closers.push(async () => schedules.close());

  const tableName = (start: string) =>
    tables.find(({ logicalId }) => logicalId.startsWith(start))?.name ?? start;
  const http = await startHttp(options, {
    assembly,
    api,
    clock,
    awsUrl: aws.port.url,
    poolOf: lambda.poolOf,
  });
  closers.push(http.close);
  return {
    url: http.url,
    awsUrl: aws.port.url,
    engine: engine.name,
    region: assembly.place.region,
    clock,
    tableName,
    readItems: (start) => readItems(engine, tableName(start)),
    invoke: lambda.invoke,
    runSchedules: schedules.run,
    executions: aws.executions,
    machines,
    events: messaging.events,
    queues: messaging.queues,
    putEvent: messaging.putEvent,
    awsCalls: aws.calls,
    faults: aws.faults,
    logs: logs.lines,
    environments: lambda.environments,
    warmUp: () => lambda.warmUp(api.routes.map(({ functionArn }) => functionArn)),
    putSecret,
    close,
    [Symbol.asyncDispose]: close,
  };
}

type AwsParts = {
  readonly assembly: Assembly;
  readonly engine: Engine;
  readonly tables: readonly LocalTable[];
  readonly functions: readonly LocalFunction[];
  readonly clock: LocalClock;
  readonly messaging: Messaging;
  readonly flows: { readonly machines: readonly LocalStateMachine[]; readonly waits: FlowWaits };
};

/** The services that the functions, and operators, call. The functions start later: they need this port's address. */
async function startAws(
  { assembly, engine, tables, functions, clock, messaging, flows: { machines, waits } }: AwsParts,
  poolOf: Functions['poolOf'],
) {
  const { place } = assembly;
  const authorizer = createAuthorizer(
    [...functions, ...machines],
    readRoles(assembly),
    place,
    readKeys(assembly),
  );
  const executions = createExecutions(machines, { poolOf, authorizer, waits, clock });
  const secretsManager = createSecretsManager(place, clock);
  const calls = createCallLog();
  const faults = createFaultPlan();
  const port = await startAwsPort({
    services: [
      createDynamodb(engine, tables, place, messaging.streams.around),
      secretsManager,
      createLambda(functions, place, poolOf),
      createStepFunctions(executions),
      ...messaging.services,
    ],
    authorizer,
    faults,
    clock,
    onCall: calls.add,
  });
  const putSecret = (merchantId: string, provider: string, credentials: unknown) =>
    secretsManager.put(`estorno/${merchantId}/${provider}`, JSON.stringify(credentials), {
      keyArn: assembly.outputs.KmsKeyArn,
    });
  return { port, authorizer, executions, calls, faults, putSecret };
}

type HttpParts = {
  readonly assembly: Assembly;
  readonly api: LocalHttpApi;
  readonly clock: LocalClock;
  readonly awsUrl: string;
  readonly poolOf: Functions['poolOf'];
};

function startHttp(
  { auth = false, port = 0, front }: LocalStackOptions,
  { assembly: { place, outputs }, api, clock, awsUrl, poolOf }: HttpParts,
) {
  const accessKey = auth === true ? DEFAULT_ACCESS_KEY : auth || undefined;
  const { region, stackName } = place;
  return startHttpApi({
    ...{ api, place, port, clock, poolOf },
    ...(accessKey && { accessKey }),
    ...(front && { front }),
    describe: (url) => ({ awsUrl, region, stackName, outputs: toLocalOutputs(outputs, api, url, awsUrl) }),
  });
}

/** Where an output names the API or a queue as it would be on AWS, it names that of this machine. */
function toLocalOutputs(
  outputs: Assembly['outputs'],
  { domainName }: LocalHttpApi,
  url: string,
  awsUrl: string,
): Record<string, string> {
  const toLocal = (value: string) => withLocalQueueUrls(value.replace(`https://${domainName}`, url), awsUrl);
  return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, toLocal(value)]));
}

/** The engine takes as long to start as the CDK app to synthesize, so they do it side by side. */
async function prepare(
  { onProgress = () => {}, ...options }: LocalStackOptions,
  closers: (() => Promise<void>)[],
) {
  onProgress('Starting the database.');
  const [engine, folder] = await Promise.allSettled([
    typeof options.engine === 'object' ? options.engine : startEngine(options.engine),
    options.assembly ?? synthesize(() => onProgress('Synthesizing the stack: the sources have changed.')),
  ]);
  const isOurs = typeof options.engine !== 'object';
  if (isOurs && engine.status === 'fulfilled') closers.push(engine.value.close);
  if (engine.status === 'rejected') throw engine.reason;
  if (folder.status === 'rejected') throw folder.reason;
  return { engine: engine.value, assembly: readAssembly(folder.value) };
}

function toOverrides({ providerUrls = {}, notifyFrom = [] }: LocalStackOptions): Record<string, string> {
  const urls = Object.entries(providerUrls).map(([provider, url]) => [`${provider.toUpperCase()}_URL`, url]);
  return {
    ...Object.fromEntries(urls),
    ...(notifyFrom.length > 0 && { NOTIFY_FROM: notifyFrom.join(',') }),
  };
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}
