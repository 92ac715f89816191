import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { LEDGER } from './fixture-assembly.ts';
import { startFixtureStack } from './fixture-stack.ts';

const LEDGER_ARN = { 'Fn::GetAtt': ['Ledger', 'Arn'] };

const stack = await startFixtureStack(
  {
    functions: {
      Reader: {
        source: 'export const handler = async () => {};',
        statements: [
          {
            Effect: 'Allow',
            Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
            Resource: LEDGER_ARN,
            Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['*#letpay#*'] } },
          },
          {
            Effect: 'Allow',
            Action: 'secretsmanager:GetSecretValue',
            Resource: 'arn:aws:secretsmanager:sa-east-1:111122223333:secret:estorno/*/letpay-??????',
          },
        ],
      },
      Sweeper: {
        source: 'export const handler = async () => {};',
        statements: [
          {
            Effect: 'Allow',
            Action: 'dynamodb:Query',
            Resource: { 'Fn::Join': ['', [LEDGER_ARN, '/index/due']] },
            Condition: {
              'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['letpay#*'] },
              Null: { 'dynamodb:LeadingKeys': 'false' },
            },
          },
        ],
      },
      Nobody: { source: 'export const handler = async () => {};' },
    },
    resources: { Ledger: LEDGER },
  },
  { secrets: { 'loja-1': { letpay: { apiKey: 'k' }, sopague: { userName: 'u' } } } },
);

function connect(caller: string) {
  const credentials = { accessKeyId: caller, secretAccessKey: 'local' };
  return { region: stack.region, endpoint: stack.awsUrl, credentials, maxAttempts: 1 };
}

const dynamodb = (caller: string) => new DynamoDBClient(connect(caller));
const secrets = (caller: string) => new SecretsManagerClient(connect(caller));

const toItem = (payment: string) => ({ TableName: 'ledger', Item: { payment: { S: payment } } });
const toKey = (payment: string) => ({ TableName: 'ledger', Key: { payment: { S: payment } } });

const queryDue = (caller: string, shard: string, condition = 'dueShard = :s') =>
  dynamodb(caller).send(
    new QueryCommand({
      TableName: 'ledger',
      IndexName: 'due',
      KeyConditionExpression: condition,
      ExpressionAttributeValues: { ':s': { S: shard } },
    }),
  );

beforeEach(() => {
  stack.awsCalls.clear();
  stack.faults.clear();
});

describe('a call is decided by the policies of the calling role:', () => {
  test('what they allow is done', async () => {
    await dynamodb('Reader').send(new PutItemCommand(toItem('loja-1#letpay#p1')));

    const { Item: item } = await dynamodb('local').send(new GetItemCommand(toKey('loja-1#letpay#p1')));
    assert.deepEqual(item, { payment: { S: 'loja-1#letpay#p1' } });
  });

  test('the part of an index that they allow is read', async () => {
    const { Count: count } = await queryDue('Sweeper', 'letpay#0');

    assert.equal(count, 0);
  });

  const REFUSED: readonly [what: string, call: () => Promise<unknown>, says: RegExp][] = [
    [
      'another provider’s key',
      () => dynamodb('Reader').send(new PutItemCommand(toItem('loja-1#sopague#p1'))),
      /assumed-role\/Estorno-ReaderRole\/Estorno-Reader is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:sa-east-1:111122223333:table\/ledger because no identity-based policy allows the dynamodb:PutItem action$/,
    ],
    [
      'an index',
      () => queryDue('Reader', 'letpay#0'),
      /dynamodb:Query on resource: \S+table\/ledger\/index\/due/,
    ],
    [
      'another provider’s part of an index',
      () => queryDue('Sweeper', 'sopague#0'),
      /dynamodb:Query on resource: \S+table\/ledger\/index\/due/,
    ],
    [
      'a query that names no key, where the policy requires one',
      () => queryDue('Sweeper', 'letpay#0', 'payment = :s'),
      /dynamodb:Query on resource: \S+table\/ledger\/index\/due/,
    ],
    [
      'any call of a role without a policy',
      () => dynamodb('Nobody').send(new GetItemCommand(toKey('loja-1#letpay#p1'))),
      /dynamodb:GetItem/,
    ],
    [
      'another provider’s secret',
      () => secrets('Reader').send(new GetSecretValueCommand({ SecretId: 'estorno/loja-1/sopague' })),
      /secretsmanager:GetSecretValue on resource: estorno\/loja-1\/sopague/,
    ],
    [
      'a secret that does not exist, as the ARN without a suffix fits no pattern with one',
      () => secrets('Reader').send(new GetSecretValueCommand({ SecretId: 'estorno/loja-2/letpay' })),
      /secretsmanager:GetSecretValue/,
    ],
  ];

  for (const [what, call, message] of REFUSED)
    test(`${what} is refused`, () => assert.rejects(call, { name: 'AccessDeniedException', message }));

  test('a key that is nobody’s is not recognized', () =>
    assert.rejects(dynamodb('Stranger').send(new GetItemCommand(toKey('x'))), {
      name: 'UnrecognizedClientException',
    }));
});

describe('Secrets Manager', () => {
  test('gives the current value to who may read it', async () => {
    const answer = await secrets('Reader').send(
      new GetSecretValueCommand({ SecretId: 'estorno/loja-1/letpay' }),
    );

    assert.equal(answer.SecretString, '{"apiKey":"k"}');
    assert.deepEqual(answer.VersionStages, ['AWSCURRENT']);
    assert.match(answer.ARN ?? '', /:secret:estorno\/loja-1\/letpay-[A-Za-z0-9]{6}$/);
  });

  test('keeps the previous value beside a new one', async () => {
    const client = secrets('local');
    const { ARN: arn } = await client.send(new CreateSecretCommand({ Name: 'rotated', SecretString: 'one' }));
    await client.send(new PutSecretValueCommand({ SecretId: 'rotated', SecretString: 'two' }));

    const current = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    const previous = await client.send(
      new GetSecretValueCommand({ SecretId: 'rotated', VersionStage: 'AWSPREVIOUS' }),
    );
    assert.deepEqual([current.SecretString, previous.SecretString], ['two', 'one']);
  });

  test('says in AWS’s words that there is no such secret', () =>
    assert.rejects(secrets('local').send(new GetSecretValueCommand({ SecretId: 'none' })), {
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret.",
    }));
});

test('calls are recorded with caller, table and keys', async () => {
  await dynamodb('Reader').send(new PutItemCommand(toItem('loja-1#letpay#p2')));

  const [call] = stack.awsCalls.entries;
  assert.deepEqual(
    { ...call, startedAt: 0, endedAt: 0 },
    {
      caller: 'Reader',
      target: 'DynamoDB_20120810.PutItem',
      table: 'ledger',
      keys: ['loja-1#letpay#p2'],
      status: 200,
      startedAt: 0,
      endedAt: 0,
    },
  );
});

describe('faults strike as ordered:', () => {
  const put = (payment: string) => dynamodb('local').send(new PutItemCommand(toItem(payment)));
  const read = async (payment: string) => {
    const { Item: item } = await dynamodb('local').send(new GetItemCommand(toKey(payment)));
    return item?.payment?.S;
  };

  test('a lost answer belongs to a call that was done', async () => {
    stack.faults.add({ target: 'PutItem', kind: 'lose-answer', times: 1 });

    await assert.rejects(put('lost-answer'), { code: 'ECONNRESET' });
    assert.equal(await read('lost-answer'), 'lost-answer');
    assert.equal(stack.awsCalls.entries[0]?.fault, 'lose-answer');
    assert.equal(stack.awsCalls.entries[0]?.status, 200);
  });

  test('a lost request belongs to a call that was not done', async () => {
    stack.faults.add({ target: 'PutItem', kind: 'lose-request' });

    await assert.rejects(put('lost-request'), { code: 'ECONNRESET' });
    assert.equal(await read('lost-request'), undefined);
  });

  for (const [kind, name] of [
    ['throttle', 'ProvisionedThroughputExceededException'],
    ['unavailable', 'InternalServerError'],
  ] as const)
    test(`${kind} is a refusal, and counted down`, async () => {
      stack.faults.add({ target: 'DynamoDB_20120810.PutItem', table: 'ledger', kind, times: 2 });

      await assert.rejects(put(kind), { name });
      await assert.rejects(put(kind), { name });
      await put(kind);
      assert.equal(await read(kind), kind);
    });
});
