import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROVIDERS } from '../../infra/providers.ts';
import { only, propertiesOf, type Resources } from './synthesize.ts';

type Statement = Resources[string];

const statements = propertiesOf('AWS::IAM::Policy').flatMap(([, policy]) => statementsOf(policy));

function statementsOf({ PolicyDocument }: Resources[string]): Statement[] {
  return PolicyDocument.Statement;
}

/** What the role of a function may do, as `[actions, resource, condition]`, the logs aside. */
function grantsOf(owner: string): unknown[] {
  return statementsOf(only('AWS::IAM::Policy', `${owner}RoleDefaultPolicy`))
    .filter(({ Action }) => !Action.includes('logs:PutLogEvents'))
    .map(({ Action, Resource, Condition }) => [[Action].flat(), toTexts(Resource), Condition]);
}

function toTexts(resources: Statement): string | string[] {
  return Array.isArray(resources) ? resources.map(toText) : toText(resources);
}

/** A resource as text: Fn::Join put together, Fn::GetAtt as `<id>.Arn`, a pseudo parameter as its name. */
function toText(resource: Statement): string {
  if (typeof resource === 'string') return resource;
  if (resource.Ref) return resource.Ref;
  if (resource['Fn::GetAtt']) return resource['Fn::GetAtt'].join('.');
  return resource['Fn::Join'][1].map(toText).join('');
}

test('no policy has a wildcard in an action', () => {
  assert.deepEqual(
    statements.flatMap(({ Action }) => Action).filter((action) => action.includes('*')),
    [],
  );
});

test('no policy is about every resource', () => {
  assert.deepEqual(
    statements.flatMap(({ Resource }) => [Resource].flat()).filter((resource) => toText(resource) === '*'),
    [],
  );
});

test('every statement allows, and names actions and resources by inclusion', () => {
  for (const statement of statements) {
    assert.deepEqual(
      [statement.Effect, 'NotAction' in statement, 'NotResource' in statement],
      ['Allow', false, false],
    );
  }
});

test('no role has a managed policy', () => {
  for (const [id, { ManagedPolicyArns }] of propertiesOf('AWS::IAM::Role')) {
    assert.equal(ManagedPolicyArns, undefined, id);
  }
});

test('every role is for Lambda alone', () => {
  for (const [id, { AssumeRolePolicyDocument }] of propertiesOf('AWS::IAM::Role')) {
    assert.deepEqual(
      AssumeRolePolicyDocument.Statement,
      [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }],
      id,
    );
  }
});

for (const owner of ['api', ...PROVIDERS.map(({ id }) => id)]) {
  test(`the function ${owner} writes logs into its own log group only`, () => {
    const { LoggingConfig } = only('AWS::Lambda::Function', `${owner}Function`);
    const logs = statementsOf(only('AWS::IAM::Policy', `${owner}RoleDefaultPolicy`)).filter(({ Action }) =>
      Action.includes('logs:PutLogEvents'),
    );
    assert.deepEqual(
      logs.map(({ Action, Resource }) => [Action, Resource]),
      [
        [
          ['logs:CreateLogStream', 'logs:PutLogEvents'],
          { 'Fn::GetAtt': [LoggingConfig.LogGroup.Ref, 'Arn'] },
        ],
      ],
    );
  });
}

test('the function without a provider reads no table and no secret', () => {
  assert.deepEqual(grantsOf('api'), []);
});

for (const { id, name } of PROVIDERS) {
  test(`the function of ${name} reaches records, sessions and secrets of ${name} only`, () => {
    const ownKeys = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`*#${id}#*`] } };
    const ownShards = {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${id}#*`] },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    };
    const secret = `arn:AWS::Partition:secretsmanager:AWS::Region:AWS::AccountId:secret:estorno/*/${id}`;
    assert.deepEqual(grantsOf(id), [
      [['dynamodb:GetItem', 'dynamodb:PutItem'], 'LedgerTable9343E4AA.Arn', ownKeys],
      [['dynamodb:Query'], 'LedgerTable9343E4AA.Arn/index/due', ownShards],
      [['dynamodb:GetItem', 'dynamodb:UpdateItem'], 'SessionsTableA5E8383B.Arn', ownKeys],
      [['secretsmanager:GetSecretValue'], [`${secret}-??????`, secret], undefined],
    ]);
  });
}
