import { readHttpApi } from './assembly/http-api.ts';
import { readRoles } from './assembly/iam.ts';
import { readFunctions } from './assembly/lambda.ts';
import { readAssembly } from './assembly/read-assembly.ts';
import { readTables } from './assembly/tables.ts';
import { createAuthorizer } from './aws/authorizer.ts';
import { type AwsCallLog, createCallLog } from './aws/call-log.ts';
import { createDynamodb } from './aws/dynamodb.ts';
import { createFaultPlan, type Faults } from './aws/faults.ts';
import { createSecretsManager } from './aws/secrets-manager.ts';
import { startAwsPort } from './aws/start-aws-port.ts';
import { createTables } from './engine/create-tables.ts';
import type { EngineName } from './engine/engine.ts';
import { startEngine } from './engine/start-engine.ts';
import { type AccessKey, DEFAULT_ACCESS_KEY } from './http-api/signature.ts';
import { startHttpApi } from './http-api/start-http-api.ts';
import { createFunctions, type Environments, type InvokeAnswer } from './lambda/functions.ts';
import { createLogBook, type LogLine } from './lambda/log-book.ts';
import { synthesize } from './synthesize.ts';

/** Credentials by merchant, then by provider: `secrets['loja-1'].letpay`. */
export type Secrets = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export type LocalStackOptions = {
  /** Of the HTTP API. @default 0: a free one */
  readonly port?: number;
  /** @default DynamoDB Local where there is Java 17 or newer, else dynalite */
  readonly engine?: EngineName;
  /** Base URLs by provider id; the functions see them as `<ID>_URL`. @default none */
  readonly providerUrls?: Readonly<Record<string, string>>;
  /** Put into Secrets Manager as `estorno/<merchantId>/<provider>`. @default none */
  readonly secrets?: Secrets;
  /** Whether callers must sign as on AWS: with this key, or with `local`/`local` when true. @default false */
  readonly auth?: boolean | AccessKey;
  /** Most processes of one function at once; what comes on top waits. @default 6 */
  readonly concurrency?: number;
  /** Called with every line that a function prints. */
  readonly onLog?: (line: LogLine) => void;
  /** Called with a sentence whenever something that takes time begins. */
  readonly onProgress?: (sentence: string) => void;
  /** Folder of a synthesized cloud assembly. @default synthesized from the sources as they are */
  readonly assembly?: string;
};

/** The stack, running on this machine. */
export type LocalStack = AsyncDisposable & {
  /** Of the HTTP API, without a slash at the end. */
  readonly url: string;
  /** Of the local AWS port; callers that sign as `local` may do everything. */
  readonly awsUrl: string;
  readonly engine: EngineName;
  readonly region: string;
  /** Name of the table whose logical id begins with this: `tableName('Ledger')`. */
  tableName(logicalIdStart: string): string;
  /** Calls a function as Lambda's Invoke does, by name, logical id, or the beginning of the logical id. */
  invoke(functionName: string, event: unknown): Promise<InvokeAnswer>;
  /** What passed the local AWS port. */
  readonly awsCalls: AwsCallLog;
  /** What goes wrong at the local AWS port. */
  readonly faults: Faults;
  /** What the functions printed. */
  readonly logs: readonly LogLine[];
  /** The processes of the functions. */
  readonly environments: Environments;
  /** Starts one process of each function ahead of its first event: about 0.2 s. */
  warmUp(): Promise<void>;
  /** Makes a secret or gives it a new value. */
  putSecret(merchantId: string, provider: string, credentials: unknown): void;
  /** Ends every process and closes every port. */
  close(): Promise<void>;
};

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
  const { assembly, engine } = await prepare(options, closers);
  const tables = readTables(assembly);
  const functions = readFunctions(assembly);
  const api = readHttpApi(assembly);
  const { place } = assembly;
  await createTables(tables, engine);

  const secretsManager = createSecretsManager(place);
  const awsCalls = createCallLog();
  const faults = createFaultPlan();
  const aws = await startAwsPort({
    services: [createDynamodb(engine, tables, place), secretsManager],
    authorizer: createAuthorizer(functions, readRoles(assembly), place),
    faults,
    onCall: awsCalls.add,
  });
  closers.push(aws.close);

  const logs = createLogBook(options.onLog);
  const surroundings = {
    region: place.region,
    awsUrl: aws.url,
    overrides: toOverrides(options.providerUrls ?? {}),
  };
  const lambda = createFunctions(functions, {
    surroundings,
    logs,
    concurrency: options.concurrency ?? DEFAULT_CONCURRENCY,
  });
  closers.push(lambda.close);

  const putSecret = (merchantId: string, provider: string, credentials: unknown) =>
    secretsManager.put(`estorno/${merchantId}/${provider}`, JSON.stringify(credentials));
  for (const [merchantId, providers] of Object.entries(options.secrets ?? {}))
    for (const [provider, credentials] of Object.entries(providers))
      putSecret(merchantId, provider, credentials);

  const accessKey = options.auth === true ? DEFAULT_ACCESS_KEY : options.auth || undefined;
  const port = options.port ?? 0;
  const http = await startHttpApi({
    api,
    place,
    port,
    poolOf: lambda.poolOf,
    ...(accessKey && { accessKey }),
  });
  closers.push(http.close);

  return {
    url: http.url,
    awsUrl: aws.url,
    engine: engine.name,
    region: place.region,
    tableName: (start) => tables.find(({ logicalId }) => logicalId.startsWith(start))?.name ?? start,
    invoke: lambda.invoke,
    awsCalls,
    faults,
    logs: logs.lines,
    environments: lambda.environments,
    warmUp: lambda.warmUp,
    putSecret,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The engine takes as long to start as the CDK app to synthesize, so they do it side by side. */
async function prepare(
  { onProgress = () => {}, ...options }: LocalStackOptions,
  closers: (() => Promise<void>)[],
) {
  onProgress('Starting the database.');
  const [engine, folder] = await Promise.allSettled([
    startEngine(options.engine),
    options.assembly ?? synthesize(() => onProgress('Synthesizing the stack: the sources have changed.')),
  ]);
  if (engine.status === 'fulfilled') closers.push(engine.value.close);
  if (engine.status === 'rejected') throw engine.reason;
  if (folder.status === 'rejected') throw folder.reason;
  return { engine: engine.value, assembly: readAssembly(folder.value) };
}

function toOverrides(urls: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(urls).map(([provider, url]) => [`${provider.toUpperCase()}_URL`, url]),
  );
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}
