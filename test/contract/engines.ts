import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { EngineName } from '../../infra/local/engine/engine.ts';
import { findJava, isFit } from '../../infra/local/engine/java.ts';
import { startEngine } from '../../infra/local/engine/start-engine.ts';
import { CLIENT_LIMITS, type Item } from '../../shared/aws/dynamo-client.ts';
import { sharedEngine } from '../e2e/shared-engine.ts';

export const LEDGER = 'ledger';
export const SESSIONS = 'sessions';

const TABLES: readonly CreateTableCommandInput[] = [
  {
    TableName: LEDGER,
    KeySchema: [{ AttributeName: 'payment', KeyType: 'HASH' }],
    AttributeDefinitions: [
      { AttributeName: 'payment', AttributeType: 'S' },
      { AttributeName: 'dueShard', AttributeType: 'S' },
      { AttributeName: 'dueAt', AttributeType: 'N' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'due',
        KeySchema: [
          { AttributeName: 'dueShard', KeyType: 'HASH' },
          { AttributeName: 'dueAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
    BillingMode: 'PAY_PER_REQUEST',
  },
  {
    TableName: SESSIONS,
    KeySchema: [{ AttributeName: 'session', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'session', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  },
];

/** A DynamoDB with our tables, and what goes wrong on the way to it. */
export type Dynamo = {
  readonly client: DynamoDBClient;
  /** Loses the next requests before they arrive, or the answers to them. */
  lose(what: 'request' | 'answer', times: number): void;
  put(table: string, item: Item): Promise<void>;
  get(table: string, key: Item): Promise<Item | undefined>;
  close(): Promise<void>;
};

/** Why an engine cannot run on this machine, if it cannot. */
export async function findObstacle(name: EngineName): Promise<string | undefined> {
  if (name === 'dynalite') return undefined;
  const java = await findJava();
  return java && isFit(java) ? undefined : 'this machine has no Java 17';
}

export async function startDynamo(name: EngineName): Promise<Dynamo> {
  const shared = sharedEngine(name);
  const engine = typeof shared === 'object' ? shared : await startEngine(name);
  const credentials = { accessKeyId: engine.accessKeyId, secretAccessKey: 'local' };
  const config = { ...CLIENT_LIMITS, region: 'sa-east-1', endpoint: engine.url, credentials };
  const plain = new DynamoDBClient(config);
  const way = new LossyWay(plain.config.requestHandler);
  const client = new DynamoDBClient({ ...config, requestHandler: way });
  for (const table of TABLES) await plain.send(new CreateTableCommand(table));
  return {
    client,
    lose: (what, times) => way.lose(what, times),
    async put(TableName, Item) {
      await plain.send(new PutItemCommand({ TableName, Item }));
    },
    async get(TableName, Key) {
      return (await plain.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;
    },
    async close() {
      client.destroy();
      plain.destroy();
      await engine.close();
    },
  };
}

type Handler = DynamoDBClient['config']['requestHandler'];

/** The way to DynamoDB, on which requests and answers can be lost. */
class LossyWay {
  readonly #inner: Handler;
  readonly #left = { request: 0, answer: 0 };

  constructor(inner: Handler) {
    this.#inner = inner;
  }

  lose(what: 'request' | 'answer', times: number): void {
    this.#left[what] = times;
  }

  async handle(...[request, options]: Parameters<Handler['handle']>): ReturnType<Handler['handle']> {
    this.#maybeLose('request');
    const answer = await this.#inner.handle(request, options);
    this.#maybeLose('answer');
    return answer;
  }

  #maybeLose(what: 'request' | 'answer'): void {
    if (this.#left[what] === 0) return;
    this.#left[what] -= 1;
    throw Object.assign(new Error(`the ${what} was lost, as a test wants it`), { code: 'ECONNRESET' });
  }
}
