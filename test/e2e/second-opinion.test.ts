import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { CreateTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type LetpaySimulator, startLetpaySimulator } from '../../functions/letpay/simulator.ts';
import { eventually } from '../local/eventually.ts';
import { createProviderHandlerFrom } from './bundle.ts';

/** AWS as somebody else understood it: moto, where this machine has it. */
const hasMoto = spawnSync('moto_server', ['--help']).status === 0;

const LEDGER = 'second-ledger';
const SESSIONS = 'second-sessions';
const PLACE = { region: 'sa-east-1', credentials: { accessKeyId: 'k', secretAccessKey: 's' } };

describe('the bundle, with the AWS of another implementation', {
  skip: hasMoto ? false : 'moto is not installed here',
}, () => {
  let moto: ChildProcess;
  let letpay: LetpaySimulator;
  let endpoint: string;
  let cancel: (
    paymentId: string,
    key: string,
  ) => Promise<{ status: number; body: { state?: string; code?: string } }>;

  before(async () => {
    const port = await freePort();
    endpoint = `http://127.0.0.1:${port}`;
    moto = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
    await untilUp(endpoint);
    letpay = await startLetpaySimulator();
    await createTables(endpoint);
    await createSecret(endpoint);
    cancel = await createProviderHandlerFrom('letpay', {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: PLACE.region,
      AWS_ACCESS_KEY_ID: 'k',
      AWS_SECRET_ACCESS_KEY: 's',
      LEDGER_TABLE: LEDGER,
      SESSIONS_TABLE: SESSIONS,
      LETPAY_URL: letpay.url,
    });
  });
  after(async () => {
    await letpay?.close();
    moto?.kill();
  });

  test('cancels once, replays, and resolves a lost answer by reading', async () => {
    const fine = letpay.createPayment({ amount: 1035 });
    const lost = letpay.createPayment({ amount: 1035 });

    assert.equal((await cancel(fine, 'k1')).status, 202);
    assert.equal((await cancel(fine, 'k1')).body.state, 'succeeded');
    letpay.next({ applies: true, answers: 'reset-before-headers' });
    assert.equal((await cancel(lost, 'k1')).body.state, 'unknown');
    assert.equal((await cancel(lost, 'k1')).body.state, 'succeeded');
    assert.equal((await cancel(lost, 'k2')).body.code, 'already_canceled');

    assert.deepEqual([letpay.effects(fine), letpay.effects(lost)], [1, 1]);
    assert.equal(letpay.received('cancel').length, 2);
    assert.equal(letpay.logins, 2);
  });

  test('keeps one item per payment', async () => {
    const client = new DynamoDBClient({ ...PLACE, endpoint });
    const { Items = [] } = await client.send(new ScanCommand({ TableName: LEDGER }));
    assert.equal(Items.length, 2);
  });
});

async function createTables(endpoint: string): Promise<void> {
  const client = new DynamoDBClient({ ...PLACE, endpoint });
  const text = (name: string) => ({ AttributeName: name, AttributeType: 'S' as const });
  await client.send(
    new CreateTableCommand({
      TableName: LEDGER,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        text('payment'),
        text('dueShard'),
        { AttributeName: 'dueAt', AttributeType: 'N' },
      ],
      KeySchema: [{ AttributeName: 'payment', KeyType: 'HASH' }],
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
    }),
  );
  await client.send(
    new CreateTableCommand({
      TableName: SESSIONS,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [text('session')],
      KeySchema: [{ AttributeName: 'session', KeyType: 'HASH' }],
    }),
  );
}

async function createSecret(endpoint: string): Promise<void> {
  const client = new SecretsManagerClient({ ...PLACE, endpoint });
  const secret = { apiKey: 'demo-key', apiSecret: 'demo-secret', environment: 'sandbox' };
  await client.send(
    new CreateSecretCommand({ Name: 'estorno/loja-1/letpay', SecretString: JSON.stringify(secret) }),
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

async function untilUp(url: string): Promise<void> {
  const answers = () =>
    fetch(url).then(
      () => true,
      () => false,
    );
  await eventually(answers);
}
