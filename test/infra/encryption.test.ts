import assert from 'node:assert/strict';
import { test } from 'node:test';
import { only, propertiesOf, type Resources, resourcesOf, template } from './synthesize.ts';

const LEDGER = 'LedgerEncryptionKey685FC81D';
const CREDENTIALS = 'CredentialsKey849F44B7';

const keys = resourcesOf('AWS::KMS::Key').filter(([id]) => [LEDGER, CREDENTIALS].includes(id));

/** Actions that encrypt or decrypt data. */
const USES = /Encrypt|Decrypt|DataKey|CreateGrant|Sign|Mac|Derive/;

function statementsOf(key: string): Resources[string][] {
  return only('AWS::KMS::Key', key).KeyPolicy.Statement;
}

test('the ledger has its own key, and the sessions have that of the credentials', () => {
  const found = propertiesOf('AWS::DynamoDB::Table').map(([id, { SSESpecification }]) => [
    id,
    SSESpecification,
  ]);
  const under = (key: string) => ({
    SSEEnabled: true,
    SSEType: 'KMS',
    KMSMasterKeyId: { 'Fn::GetAtt': [key, 'Arn'] },
  });
  assert.deepEqual(Object.fromEntries(found), {
    LedgerTable9343E4AA: under(LEDGER),
    SessionsTableA5E8383B: under(CREDENTIALS),
  });
});

test('the key for secrets is an output of the stack', () => {
  assert.deepEqual(template.Outputs.KmsKeyArn?.Value, { 'Fn::GetAtt': [CREDENTIALS, 'Arn'] });
});

test('both keys are rotated every year, are kept when the stack is deleted, and take 30 days to delete', () => {
  for (const [id, { DeletionPolicy, UpdateReplacePolicy, Properties }] of keys) {
    assert.deepEqual([DeletionPolicy, UpdateReplacePolicy], ['RetainExceptOnCreate', 'Retain'], id);
    assert.deepEqual([Properties.EnableKeyRotation, Properties.PendingWindowInDays], [true, 30], id);
  }
});

for (const [id, services] of [
  [LEDGER, ['dynamodb']],
  [CREDENTIALS, ['dynamodb', 'secretsmanager']],
] as const)
  test(`${id} can be used only through ${services.join(' and ')}`, () => {
    const uses = statementsOf(id).filter(({ Action }) => [Action].flat().some((action) => USES.test(action)));
    assert.deepEqual(
      uses.map(({ Condition }) => Condition),
      services.map((service) => ({
        StringEquals: {
          'kms:ViaService': { 'Fn::Join': ['', [`${service}.`, { Ref: 'AWS::Region' }, '.amazonaws.com']] },
        },
      })),
    );
  });

test('key policies name only the account, and no action with a wildcard', () => {
  const root = {
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':root']],
  };
  for (const { Principal, Action, Effect } of keys.flatMap(([id]) => statementsOf(id))) {
    assert.deepEqual([Effect, Principal], ['Allow', { AWS: root }]);
    assert.doesNotMatch([Action].flat().join(), /\*/);
  }
});
