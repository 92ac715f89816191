import type { Assembly } from './assembly/assembly.ts';
import { type LocalHttpApi, readHttpApi } from './assembly/http-api.ts';
import { readFunctions } from './assembly/lambda.ts';
import { readAssembly } from './assembly/read-assembly.ts';
import { readSchedules } from './assembly/schedules.ts';
import { type LocalStateMachine, readStateMachines } from './assembly/state-machines.ts';
import { readTables } from './assembly/tables.ts';
import { withLocalQueueUrls } from './aws/sqs.ts';
import { createLocalClock, type LocalClock } from './clock/local-clock.ts';
import { createTables } from './engine/create-tables.ts';
import { readItems } from './engine/read-items.ts';
import { startEngine } from './engine/start-engine.ts';
import { DEFAULT_ACCESS_KEY } from './http-api/signature.ts';
import { startHttpApi } from './http-api/start-http-api.ts';
import { createFunctions, type Functions } from './lambda/functions.ts';
import { createLogBook } from './lambda/log-book.ts';
import { createSchedules } from './lambda/schedules.ts';
import type { LocalStack, LocalStackOptions } from './local-stack-types.ts';
import { createMessaging } from './messaging.ts';
import { type AwsParts, startAws } from './start-aws.ts';
import { synthesize } from './synthesize.ts';
import { writeTrustFile } from './trust-file.ts';

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

type Closers = (() => Promise<void>)[];

async function start(
  options: LocalStackOptions,
  closers: Closers,
  close: () => Promise<void>,
): Promise<LocalStack> {
  const { clock = createLocalClock() } = options;
  const { assembly, engine } = await prepare(options, closers);
  const tables = readTables(assembly);
  const functions = readFunctions(assembly);
  const api = readHttpApi(assembly);
  const machines = readStateMachines(assembly, functions);
  const parts = { assembly, engine, tables, functions, clock };
  const messaging = await createMessaging({ ...parts, awsUrl: () => aws.port.url });
  closers.push(messaging.close);
  await createTables(tables, engine);

  const flows = { machines, waits: options.flowWaits ?? 'as written' };
  const aws = await startAws({ ...parts, messaging, flows }, (arn) => running.lambda.poolOf(arn));
  closers.push(aws.port.close);
  putSecrets(options, aws.putSecret);
  const running = await startFunctions(options, { ...parts, messaging, aws }, closers);
  const { poolOf } = running.lambda;
  const http = await startHttp(options, { assembly, api, clock, awsUrl: aws.port.url, poolOf });
  closers.push(http.close);
  return toLocalStack({ ...parts, ...running, aws, messaging, machines, api, url: http.url, close });
}

function putSecrets({ secrets = {} }: LocalStackOptions, putSecret: LocalStack['putSecret']): void {
  for (const [merchantId, providers] of Object.entries(secrets))
    for (const [provider, credentials] of Object.entries(providers))
      putSecret(merchantId, provider, credentials);
}

type Aws = Awaited<ReturnType<typeof startAws>>;

type FunctionParts = Omit<AwsParts, 'flows'> & { readonly aws: Aws };

/** The functions' processes, what invokes them, and what they print. */
async function startFunctions(
  options: LocalStackOptions,
  { assembly, functions, clock, messaging, aws }: FunctionParts,
  closers: Closers,
) {
  const trust = await writeTrustFile(options.trusts ?? []);
  closers.push(trust.remove);
  const logs = createLogBook(options.onLog);
  const { region } = assembly.place;
  const lambda = createFunctions(functions, {
    surroundings: {
      region,
      awsUrl: aws.port.url,
      overrides: { ...toOverrides(options), ...trust.variables },
    },
    logs,
    clock,
    concurrency: options.concurrency ?? DEFAULT_CONCURRENCY,
  });
  closers.push(lambda.close, aws.executions.close);
  await messaging.start({ functions: lambda, logs, authorizer: aws.authorizer });
  closers.push(async () => messaging.stop());
  const isTimed = options.schedules ?? true;
  const plan = readSchedules(assembly, functions);
  const schedules = createSchedules(plan, { functions: lambda, logs, clock, isTimed });
  closers.push(async () => schedules.close());
  return { lambda, logs, schedules };
}

type StackParts = FunctionParts &
  Awaited<ReturnType<typeof startFunctions>> & {
    readonly machines: readonly LocalStateMachine[];
    readonly api: LocalHttpApi;
    readonly url: string;
    readonly close: () => Promise<void>;
  };

function toLocalStack(parts: StackParts): LocalStack {
  const { assembly, engine, tables, clock, lambda, logs, schedules, aws, messaging, machines, api } = parts;
  const tableName = (start: string) =>
    tables.find(({ logicalId }) => logicalId.startsWith(start))?.name ?? start;
  return {
    url: parts.url,
    awsUrl: aws.port.url,
    engine: engine.name,
    ...(engine.died && { engineDied: engine.died }),
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
    putSecret: aws.putSecret,
    close: parts.close,
    [Symbol.asyncDispose]: parts.close,
  };
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
