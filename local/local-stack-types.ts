import type { LocalStateMachine } from './assembly/state-machines.ts';
import type { AwsCallLog } from './aws/call-log.ts';
import type { Faults } from './aws/faults.ts';
import type { LocalClock } from './clock/local-clock.ts';
import type { Engine, EngineName } from './engine/engine.ts';
import type { EventLog } from './events/event-log.ts';
import type { Executions } from './flows/executions.ts';
import type { FlowWaits } from './flows/task-parts.ts';
import type { AccessKey } from './http-api/signature.ts';
import type { HttpFront } from './http-api/start-http-api.ts';
import type { Environments, InvokeAnswer } from './lambda/functions.ts';
import type { LogLine } from './lambda/log-book.ts';
import type { ScheduledAnswer } from './lambda/schedules.ts';
import type { NewEvent, QueueWindow } from './messaging.ts';

/** Credentials by merchant, then by provider: `secrets['loja-1'].letpay`. */
export type Secrets = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export type LocalStackOptions = {
  /** Of the HTTP API. @default 0: a free one */
  readonly port?: number;
  /** One that runs already is not ended with the stack. @default DynamoDB Local where there is Java 17 or newer, else dynalite */
  readonly engine?: EngineName | Engine;
  /** Base URLs by provider id; the functions see them as `<ID>_URL`. @default none */
  readonly providerUrls?: Readonly<Record<string, string>>;
  /** Certificates in PEM, of simulators that speak TLS, which the functions trust beside all others. @default none */
  readonly trusts?: readonly string[];
  /** Put into Secrets Manager as `estorno/<merchantId>/<provider>`. @default none */
  readonly secrets?: Secrets;
  /** Whether callers must sign as on AWS: with this key, or with `local`/`local` when true. @default false */
  readonly auth?: boolean | AccessKey;
  /** Most processes of one function at once; what comes on top waits. @default 6 */
  readonly concurrency?: number;
  /** Addresses whose notifications count as a provider's: the functions see them as NOTIFY_FROM. @default none */
  readonly notifyFrom?: readonly string[];
  /** Whether the template's schedules run by time. @default true */
  readonly schedules?: boolean;
  /**
   * How long state machines wait: as their definitions say, or in milliseconds by the seconds that they say. A pause
   * before a retry counts as a wait of its retrier's first interval. @default 'as written'
   */
  readonly flowWaits?: FlowWaits;
  /** Is given each request to the HTTP API's port before the API: true when it takes it. @default takes none */
  readonly front?: HttpFront;
  /** Called with every line that a function prints. */
  readonly onLog?: (line: LogLine) => void;
  /** Called with a sentence whenever something that takes time begins. */
  readonly onProgress?: (sentence: string) => void;
  /** The time of everything in the stack. @default a clock of its own, which begins at the machine's time */
  readonly clock?: LocalClock;
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
  /** Settles when the database's process ends by itself; absent where the database has none. */
  readonly engineDied?: Promise<void>;
  readonly region: string;
  /** The time of everything in it. */
  readonly clock: LocalClock;
  /** Name of the table whose logical id begins with this: `tableName('Ledger')`. */
  tableName(logicalIdStart: string): string;
  /** Every item of the table whose logical id begins with this, read past the local AWS port. */
  readItems(logicalIdStart: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Calls a function as Lambda's Invoke does, by name, logical id, or the beginning of the logical id. */
  invoke(functionName: string, event: unknown): Promise<InvokeAnswer>;
  /** Invokes now whatever the template's schedules invoke and gives the answers. */
  runSchedules(): Promise<readonly ScheduledAnswer[]>;
  /** The executions of the state machines. */
  readonly executions: Pick<Executions, 'list' | 'find'>;
  readonly machines: readonly LocalStateMachine[];
  /** What the buses took, from every source. */
  readonly events: EventLog;
  readonly queues: QueueWindow;
  /**
   * Puts an event on a bus, as one who may do everything. Once it settles, the queues have it.
   * @returns the event's id. @throws LocalStackError when the bus does not take it
   */
  putEvent(event: NewEvent): Promise<string>;
  /** What passed the local AWS port. */
  readonly awsCalls: AwsCallLog;
  /** What goes wrong at the local AWS port. */
  readonly faults: Faults;
  /** What the functions printed. */
  readonly logs: readonly LogLine[];
  /** The processes of the functions. */
  readonly environments: Environments;
  /** Starts one process of each function that a route leads to, ahead of its first event: about 0.2 s. */
  warmUp(): Promise<void>;
  /** Makes a secret or gives it a new value. */
  putSecret(merchantId: string, provider: string, credentials: unknown): void;
  /** Ends every process and closes every port. */
  close(): Promise<void>;
};
