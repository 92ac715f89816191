import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROVIDERS } from '../../infra/providers.ts';
import { EVENT_TYPES } from '../../shared/domain/event-type.ts';
import { idOf, only, propertiesOf, type Resources } from './synthesize.ts';

type Statement = Resources[string];

const statements = propertiesOf('AWS::IAM::Policy').flatMap(([, policy]) => statementsOf(policy));

const LEDGER_KEY = 'LedgerEncryptionKey685FC81D.Arn';
const CREDENTIALS_KEY = 'CredentialsKey849F44B7.Arn';

/** Events on our bus with our own source and these types only. */
const toOwnEvents = (types: readonly string[]) => [
  ['events:PutEvents'],
  'EventBusEEC924FB.Arn',
  {
    'ForAllValues:StringEquals': { 'events:source': 'estorno', 'events:detail-type': types },
    Null: { 'events:source': 'false', 'events:detail-type': 'false' },
  },
];

function statementsOf({ PolicyDocument }: Resources[string]): Statement[] {
  return PolicyDocument.Statement;
}

/** Permissions of a function's role as `[actions, resource, condition]`, without logs and traces. */
function grantsOf(owner: string): unknown[] {
  return statementsOf(only('AWS::IAM::Policy', `${owner}RoleDefaultPolicy`))
    .filter(
      ({ Action }) => !Action.includes('logs:PutLogEvents') && !Action.includes('xray:PutTraceSegments'),
    )
    .map(({ Action, Resource, Condition }) => [
      [Action].flat(),
      toTexts(Resource),
      Action === 'kms:Decrypt' ? toTextConditions(Condition) : Condition,
    ]);
}

function toTextConditions(condition: Statement): unknown {
  const toTextKeys = (keys: Statement) =>
    Object.fromEntries(
      Object.entries<Statement>(keys).map(([key, value]) => [key, [value].flat().map(toText)]),
    );
  return Object.fromEntries(
    Object.entries<Statement>(condition).map(([operator, keys]) => [operator, toTextKeys(keys)]),
  );
}

/** Permission to use a key through a service, for the given encryption context. */
function decrypts(
  key: string,
  service: string,
  context: Readonly<Record<string, readonly string[]>>,
): unknown[] {
  const contexts = Object.entries(context).map(([name, value]) => [`kms:EncryptionContext:${name}`, value]);
  return [
    ['kms:Decrypt'],
    key,
    {
      StringEquals: { 'kms:ViaService': [`${service}.AWS::Region.amazonaws.com`] },
      StringLike: Object.fromEntries(contexts),
    },
  ];
}

function toTexts(resources: Statement): string | string[] {
  return Array.isArray(resources) ? resources.map(toText) : toText(resources);
}

/** A resource as text: Fn::Join joined, Fn::GetAtt as `<id>.Arn`, a pseudo parameter as its name. */
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

test('no policy allows all resources, except actions that support none: traces and log deliveries', () => {
  const open = statements.filter(({ Resource }) =>
    [Resource].flat().some((resource) => toText(resource) === '*'),
  );
  const takesNone = /^(logs:\w+(Delivery|Deliveries|Policy|Policies|Groups)|xray:\w+)$/;
  assert.deepEqual(
    open.flatMap(({ Action }) => Action).filter((action) => !takesNone.test(action)),
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

test('every role can be assumed by Lambda only, except that of the flow', () => {
  for (const [id, { AssumeRolePolicyDocument }] of propertiesOf('AWS::IAM::Role')) {
    if (id.startsWith('RefundFlow')) continue;
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

/** Permissions of every function that receives commands from a queue and publishes events. */
function grantsOfCommands(queueId: string): unknown[] {
  return [
    toOwnEvents(['PaymentCancellationFailed', 'PaymentRefundFailed']),
    [['sqs:SendMessage'], 'CommandDeadLettersQueue6B57D0AD.Arn', undefined],
    [
      ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
      `${queueId}.Arn`,
      undefined,
    ],
  ];
}

test('the function without a provider reads no table, no secret, and no commands of a provider', () => {
  assert.deepEqual(grantsOf('api'), grantsOfCommands('unroutedCommandsQueue5862C4C4'));
});

test('the relay reads the stream of the ledger, and no table', () => {
  const [events, stream, streams, key, deadLetters] = grantsOf('relay');
  assert.deepEqual(events, toOwnEvents(Object.keys(EVENT_TYPES)));
  assert.deepEqual(stream, [
    ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
    'LedgerTable9343E4AA.StreamArn',
    undefined,
  ]);
  assert.deepEqual(streams, [['dynamodb:ListStreams'], 'LedgerTable9343E4AA.Arn/stream/*', undefined]);
  assert.deepEqual(
    key,
    decrypts(LEDGER_KEY, 'dynamodb', { 'aws:dynamodb:tableName': ['LedgerTable9343E4AA'] }),
  );
  assert.deepEqual(deadLetters, [['sqs:SendMessage'], 'relayDeadLettersQueue1DD84D21.Arn', undefined]);
});

for (const { id, name } of PROVIDERS) {
  test(`the function of ${name} can use records, sessions, secrets and commands of ${name} only`, () => {
    const ownKeys = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`*#${id}#*`] } };
    const ownShards = {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${id}#*`] },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    };
    const secret = `arn:AWS::Partition:secretsmanager:AWS::Region:AWS::AccountId:secret:estorno/*/${id}`;
    const existing = [`${secret}-??????`];
    assert.deepEqual(grantsOf(id), [
      [['dynamodb:GetItem', 'dynamodb:PutItem'], 'LedgerTable9343E4AA.Arn', ownKeys],
      decrypts(LEDGER_KEY, 'dynamodb', { 'aws:dynamodb:tableName': ['LedgerTable9343E4AA'] }),
      [['dynamodb:Query'], 'LedgerTable9343E4AA.Arn/index/due', ownShards],
      [['dynamodb:GetItem', 'dynamodb:UpdateItem'], 'SessionsTableA5E8383B.Arn', ownKeys],
      decrypts(CREDENTIALS_KEY, 'dynamodb', { 'aws:dynamodb:tableName': ['SessionsTableA5E8383B'] }),
      [['secretsmanager:GetSecretValue'], [...existing, secret], undefined],
      decrypts(CREDENTIALS_KEY, 'secretsmanager', { SecretARN: existing }),
      ...grantsOfCommands(idOf('AWS::SQS::Queue', `${id}Commands`)),
      // Inquiries that it leaves to itself.
      [['sqs:SendMessage'], `${idOf('AWS::SQS::Queue', `${id}Commands`)}.Arn`, undefined],
    ]);
  });
}
