import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { ACCOUNT, LEDGER, REGION } from './fixture-assembly.ts';
import { startFixtureStack } from './fixture-stack.ts';

const KEY_ARN = { 'Fn::GetAtt': ['Key', 'Arn'] };
const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const SECRET = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:estorno/*/letpay-??????`;

const through = (service: string) => ({ 'kms:ViaService': `${service}.${REGION}.amazonaws.com` });

/** Lets a function read the table and the secrets, but for what a key asks besides. */
const READ = [
  { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: { 'Fn::GetAtt': ['Ledger', 'Arn'] } },
  { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: SECRET },
];

function decrypt(service: string, context: Readonly<Record<string, string>>): object {
  return {
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: KEY_ARN,
    Condition: { StringEquals: through(service), StringLike: context },
  };
}

const SOURCE = 'export const handler = async () => {};';
const tableContext = (name: string) => ({ 'kms:EncryptionContext:aws:dynamodb:tableName': name });
const secretContext = (arn: string) => ({ 'kms:EncryptionContext:SecretARN': arn });

const stack = await startFixtureStack(
  {
    functions: {
      Reader: {
        source: SOURCE,
        statements: [
          ...READ,
          decrypt('dynamodb', tableContext('ledger')),
          decrypt('secretsmanager', secretContext(SECRET)),
        ],
      },
      WithoutKey: { source: SOURCE, statements: READ },
      WithOtherThings: {
        source: SOURCE,
        statements: [
          ...READ,
          decrypt('dynamodb', tableContext('sessions')),
          decrypt('secretsmanager', secretContext(SECRET.replace('letpay', 'sopague'))),
        ],
      },
      WithOtherServices: {
        source: SOURCE,
        statements: [...READ, decrypt('s3', tableContext('ledger')), decrypt('s3', secretContext(SECRET))],
      },
      WithEverything: {
        source: SOURCE,
        statements: [...READ, { Effect: 'Allow', Action: 'kms:*', Resource: '*' }],
      },
    },
    resources: {
      Ledger: {
        ...LEDGER,
        Properties: {
          ...LEDGER.Properties,
          SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: KEY_ARN },
        },
      },
      Key: {
        Type: 'AWS::KMS::Key',
        Properties: {
          KeyPolicy: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { AWS: ROOT },
                Action: 'kms:Decrypt',
                Resource: '*',
                Condition: { StringEquals: through('secretsmanager') },
              },
              {
                Effect: 'Allow',
                Principal: { AWS: ROOT },
                Action: 'kms:Decrypt',
                Resource: '*',
                Condition: { StringEquals: { ...through('dynamodb'), ...tableContext('ledger') } },
              },
            ],
          },
        },
      },
    },
    template: { Outputs: { KmsKeyArn: { Value: KEY_ARN } } },
  },
  { secrets: { 'loja-1': { letpay: { apiKey: 'k' } } } },
);

function connect(caller: string) {
  const credentials = { accessKeyId: caller, secretAccessKey: 'local' };
  return { region: stack.region, endpoint: stack.awsUrl, credentials, maxAttempts: 1 };
}

const readItem = (caller: string) =>
  new DynamoDBClient(connect(caller)).send(
    new GetItemCommand({ TableName: 'ledger', Key: { payment: { S: 'loja-1#letpay#p' } } }),
  );

const readSecret = (caller: string, id = 'estorno/loja-1/letpay') =>
  new SecretsManagerClient(connect(caller)).send(new GetSecretValueCommand({ SecretId: id }));

const rows: readonly [caller: string, reads: boolean][] = [
  ['Reader', true],
  ['WithoutKey', false],
  ['WithOtherThings', false],
  ['WithOtherServices', false],
  ['WithEverything', true],
];

const refused = { name: 'AccessDeniedException', message: /kms:Decrypt/ };

for (const [caller, reads] of rows) {
  test(`${caller} ${reads ? 'reads' : 'does not read'} a table under a key of the account`, async () => {
    if (reads) assert.equal((await readItem(caller)).Item, undefined);
    else await assert.rejects(readItem(caller), refused);
  });

  test(`${caller} ${reads ? 'reads' : 'does not read'} a secret under a key of the account`, async () => {
    if (reads) assert.equal((await readSecret(caller)).SecretString, '{"apiKey":"k"}');
    else await assert.rejects(readSecret(caller), refused);
  });
}

test('a secret under the key that AWS keeps is read without a right to a key', async () => {
  const operator = new SecretsManagerClient(connect('local'));
  await operator.send(new CreateSecretCommand({ Name: 'estorno/loja-2/letpay', SecretString: 'plain' }));
  assert.equal((await readSecret('WithoutKey', 'estorno/loja-2/letpay')).SecretString, 'plain');
});

test('a secret is under the key that it was made with', async () => {
  const KmsKeyId = `arn:aws:kms:${REGION}:${ACCOUNT}:key/Estorno-Key`;
  const operator = new SecretsManagerClient(connect('local'));
  await operator.send(
    new CreateSecretCommand({ Name: 'estorno/loja-3/letpay', SecretString: 'under it', KmsKeyId }),
  );
  assert.equal((await readSecret('Reader', 'estorno/loja-3/letpay')).SecretString, 'under it');
  await assert.rejects(readSecret('WithoutKey', 'estorno/loja-3/letpay'), refused);
});
