import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAssembly } from '../../local/assembly/read-assembly.ts';
import { type LocalTable, readTables } from '../../local/assembly/tables.ts';
import { createDynamodb } from '../../local/aws/dynamodb.ts';
import { createFaultPlan } from '../../local/aws/faults.ts';
import { createSecretsManager } from '../../local/aws/secrets-manager.ts';
import { startAwsPort } from '../../local/aws/start-aws-port.ts';
import { createLocalClock } from '../../local/clock/local-clock.ts';
import { createTables } from '../../local/engine/create-tables.ts';
import type { Engine } from '../../local/engine/engine.ts';
import type { Surroundings } from '../../local/lambda/environment-variables.ts';
import { type LetpaySimulator, startLetpaySimulator } from '../../local/simulators/letpay/simulator.ts';
import { synthesize } from '../../local/synthesize.ts';
import { type Contenders, readContenders } from './contender.ts';
import { createDynamoMeter, type DynamoMeter } from './dynamo-meter.ts';

/** How late every metered call is, in milliseconds: more than a function needs between two of them. */
const LATE_MS = 40;

/** Whose payments everybody cancels who knows one merchant only. */
export const MERCHANT = 'loja-1';

const IDEMPOTENCY_TABLE = 'bench-idempotency';
const WRITE_TABLE = 'bench-writes';

export type WorldOfBench = {
  readonly engine: Engine;
  readonly letpay: LetpaySimulator;
  readonly contenders: Contenders;
  /** Name of the table whose logical id begins with this. */
  tableName(start: string): string;
  /** Gives a merchant credentials at LetPay and a secret of its own. */
  addMerchant(merchantId: string, sessions?: number): void;
  newPayment(merchantId?: string): string;
  /** Where contenders find everything: with `metered`, calls of DynamoDB pass the meter, else they go straight on. */
  surroundings(how?: { metered: boolean }): Surroundings;
  readonly meter: DynamoMeter;
  close(): Promise<void>;
};

/** The same engine, provider and AWS port for all contenders. */
export async function startBenchWorld(engine: Engine): Promise<WorldOfBench> {
  const assembly = readAssembly(await synthesize());
  const tables = [...readTables(assembly), toTable(IDEMPOTENCY_TABLE), toTable(WRITE_TABLE)];
  await createTables(tables, engine);
  const folder = await mkdtemp(join(tmpdir(), 'estorno-bench-'));
  const contenders = await readContenders(assembly, folder);
  const letpay = await startLetpaySimulator({ accounts: { [MERCHANT]: loginOf(MERCHANT) } });
  const clock = createLocalClock();
  const secrets = createSecretsManager(assembly.place, clock);
  const dynamodb = createDynamodb(engine, tables, assembly.place, (_request, call) => call());
  const meter = createDynamoMeter(dynamodb, LATE_MS);
  const port = await startAwsPort({
    services: [meter.service, secrets],
    // What policies cost is the local stack's own affair, and would fall on those only who have some.
    authorizer: { isKnown: () => true, refusalOf: async () => undefined },
    faults: createFaultPlan(),
    clock,
    onCall: () => undefined,
  });

  function addMerchant(merchantId: string, sessions?: number): void {
    letpay.setCredentials(loginOf(merchantId), merchantId);
    const secret = { ...loginOf(merchantId), environment: 'sandbox', ...(sessions && { sessions }) };
    secrets.put(`estorno/${merchantId}/letpay`, JSON.stringify(secret));
  }

  addMerchant(MERCHANT);
  return {
    ...{ engine, letpay, contenders, meter, addMerchant },
    tableName(start) {
      const found = tables.find(({ logicalId }) => logicalId.startsWith(start));
      if (!found) throw new Error(`the assembly has no table "${start}"`);
      return found.name;
    },
    newPayment: (merchantId = MERCHANT) => letpay.createPayment({ amount: 1035, account: merchantId }),
    surroundings: ({ metered } = { metered: false }) => ({
      region: assembly.place.region,
      awsUrl: port.url,
      overrides: {
        LETPAY_URL: letpay.url,
        LETPAY_KEY: loginOf(MERCHANT).apiKey,
        LETPAY_PASS: loginOf(MERCHANT).apiSecret,
        // No gateway and no queue stand before the contenders.
        ...{ HTTP_API_ID: '', COMMANDS_QUEUE_ARN: '' },
        SECRET_NAME: `estorno/${MERCHANT}/letpay`,
        ...{ IDEMPOTENCY_TABLE, WRITE_TABLE },
        ...(!metered && { AWS_ENDPOINT_URL_DYNAMODB: engine.url }),
      },
    }),
    close: async () => {
      await port.close();
      await letpay.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const loginOf = (merchantId: string) => ({ apiKey: `${merchantId}-key`, apiSecret: `${merchantId}-pass` });

/** A table with the partition key `id`. */
function toTable(name: string): LocalTable {
  return {
    ...{ name, logicalId: name, arn: name, streamArn: name },
    schema: {
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      GlobalSecondaryIndexes: [],
      LocalSecondaryIndexes: [],
    },
    partitionKey: () => 'id',
  };
}
