import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROVIDERS } from '../../infra/providers.ts';
import { readTables } from '../../local/assembly/tables.ts';
import { type Context, readCallerRights } from './caller-rights.ts';
import { readNamedArns } from './named-arns.ts';
import { assembly as folder } from './synthesize.ts';

type Row = readonly [
  caller: string,
  verdict: 'may' | 'may not',
  actions: string | readonly string[],
  on: string,
  context?: Context,
];

const { assembly, may } = readCallerRights(folder);
const ARNS = readNamedArns(assembly);

const FLOW = 'RefundFlowMachine';
const EVERYBODY = [
  'apiFunction',
  'operatorFunction',
  'relayFunction',
  FLOW,
  ...PROVIDERS.map(({ id }) => `${id}Function`),
];

const READ = ['dynamodb:GetItem', 'dynamodb:Query'];
const WRITE = ['dynamodb:PutItem', 'dynamodb:UpdateItem'];
const TAKE_MESSAGES = [
  'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:ReceiveMessage',
];

/** Actions on the ledger that no caller may use, with any key. */
const NEVER = [
  'dynamodb:BatchWriteItem',
  'dynamodb:DeleteItem',
  'dynamodb:DeleteTable',
  'dynamodb:PartiQLDelete',
  'dynamodb:Scan',
  'dynamodb:UpdateItem',
  'dynamodb:UpdateTable',
];

function keys(...leading: string[]): Context {
  return { 'dynamodb:LeadingKeys': leading };
}

/** Of entries with these sources, which are refusals. */
function sources(...named: string[]): Context {
  return { 'events:source': named, 'events:detail-type': ['PaymentCancellationFailed'] };
}

/** Of entries with our own source and these types. */
function types(...named: string[]): Context {
  return { 'events:source': ['estorno'], 'events:detail-type': named };
}

/** The request context of DynamoDB's calls to KMS for a table. */
function forTable(idStart: string): Context {
  const [table] = readTables(assembly).filter(({ logicalId }) => logicalId.startsWith(idStart));
  return {
    'kms:ViaService': via('dynamodb'),
    'kms:EncryptionContext:aws:dynamodb:tableName': table?.name ?? '',
  };
}

/** The request context of Secrets Manager's calls to KMS for a secret. */
function forSecret(named: string): Context {
  return { 'kms:ViaService': via('secretsmanager'), 'kms:EncryptionContext:SecretARN': ARNS[named] ?? '' };
}

function via(service: string): string {
  return `${service}.${assembly.place.region}.amazonaws.com`;
}

/** A key can be used only through a service, with its encryption context. */
function rowsOfKey(caller: string, key: string): readonly Row[] {
  return [
    [caller, 'may not', 'kms:Decrypt', key],
    [caller, 'may not', 'kms:Decrypt', key, { 'kms:ViaService': via('dynamodb') }],
    [caller, 'may not', 'kms:Decrypt', key, { 'kms:ViaService': via('s3') }],
    [caller, 'may not', ['kms:CreateGrant', 'kms:GenerateDataKey'], key, forTable('Ledger')],
    [caller, 'may not', ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'], key],
  ];
}

/** Common to all callers. */
function rowsOfAll(caller: string): readonly Row[] {
  return [
    [caller, 'may not', NEVER, 'ledger', keys('loja-1#letpay#p')],
    [caller, 'may not', NEVER, 'ledger', keys('loja-1#sopague#p')],
    [caller, 'may not', NEVER, 'ledger'],
    [caller, 'may not', 'dynamodb:Scan', 'ledger index'],
    [caller, 'may not', ['dynamodb:DeleteItem', 'dynamodb:Scan'], 'sessions', keys('loja-1#letpay#0')],
    [caller, 'may not', 'events:PutEvents', 'bus', sources('estorno.merchant.loja-1')],
    [caller, 'may not', 'events:PutEvents', 'default bus', sources('estorno')],
    [caller, 'may not', 'states:StartExecution', 'another flow'],
    [caller, 'may not', ['sqs:PurgeQueue', 'sqs:DeleteMessage'], 'command dead letters'],
    [caller, 'may not', 'secretsmanager:PutSecretValue', 'letpay secret'],
    ...rowsOfKey(caller, 'ledger key'),
    ...rowsOfKey(caller, 'credentials key'),
  ];
}

/** Publishing is allowed with our own source only, in every entry of the call. */
function rowsOfPublisher(caller: string): readonly Row[] {
  return [
    [caller, 'may', 'events:PutEvents', 'bus', sources('estorno')],
    [caller, 'may', 'events:PutEvents', 'bus', sources('estorno', 'estorno')],
    [caller, 'may not', 'events:PutEvents', 'bus', sources('estorno', 'estorno.merchant.loja-1')],
    [caller, 'may not', 'events:PutEvents', 'bus', sources('estorno.')],
    [caller, 'may not', 'events:PutEvents', 'bus', { 'events:source': ['estorno'] }],
    [caller, 'may not', 'events:PutEvents', 'bus', types('PaymentCancellationRequested')],
    [caller, 'may', 'events:PutEvents', 'bus', types('PaymentRefundFailed')],
    [caller, 'may not', 'events:PutEvents', 'bus'],
  ];
}

function rowsOfProvider(own: string, other: string): readonly Row[] {
  const me = `${own}Function`;
  return [
    ...rowsOfPublisher(me),
    [me, 'may not', 'events:PutEvents', 'bus', types('PaymentCancellationSucceeded')],
    [me, 'may not', 'events:PutEvents', 'bus', types('PaymentRefundFailed', 'PaymentRefundSucceeded')],
    [me, 'may', ['dynamodb:GetItem', 'dynamodb:PutItem'], 'ledger', keys(`loja-1#${own}#p`)],
    [me, 'may not', ['dynamodb:GetItem', 'dynamodb:PutItem'], 'ledger', keys(`loja-1#${other}#p`)],
    [me, 'may not', 'dynamodb:GetItem', 'ledger', keys(`loja-1#${own}#p`, `loja-1#${other}#p`)],
    [me, 'may', ['dynamodb:GetItem', 'dynamodb:PutItem'], 'ledger', keys(`*#${own}#switches`)],
    [me, 'may not', ['dynamodb:GetItem', 'dynamodb:PutItem'], 'ledger', keys(`*#${other}#switches`)],
    [me, 'may not', 'dynamodb:GetItem', 'ledger', keys(`${own}#p`)],
    [me, 'may not', 'dynamodb:GetItem', 'ledger', keys(`loja-1#${own}2#p`)],
    [me, 'may not', 'dynamodb:Query', 'ledger', keys(`loja-1#${own}#p`)],
    [me, 'may', 'dynamodb:Query', 'ledger index', keys(`${own}#0`)],
    [me, 'may not', 'dynamodb:Query', 'ledger index', keys(`${other}#0`)],
    [me, 'may not', 'dynamodb:Query', 'ledger index', keys(`${own}2#0`)],
    [me, 'may not', 'dynamodb:Query', 'ledger index'],
    [me, 'may not', 'dynamodb:GetRecords', 'ledger stream'],
    [me, 'may', ['dynamodb:GetItem', 'dynamodb:UpdateItem'], 'sessions', keys(`loja-1#${own}#0`)],
    [me, 'may not', ['dynamodb:GetItem', 'dynamodb:UpdateItem'], 'sessions', keys(`loja-1#${other}#0`)],
    [me, 'may not', ['dynamodb:PutItem', 'dynamodb:Query'], 'sessions', keys(`loja-1#${own}#0`)],
    [me, 'may', 'secretsmanager:GetSecretValue', `${own} secret`],
    [me, 'may', 'secretsmanager:GetSecretValue', `${own} secret that is not there`],
    [me, 'may not', 'secretsmanager:GetSecretValue', `${other} secret`],
    [me, 'may not', 'secretsmanager:GetSecretValue', `secret named much like that of ${own}`],
    [me, 'may not', 'secretsmanager:GetSecretValue', `${own} secret of another system`],
    [me, 'may', 'kms:Decrypt', 'ledger key', forTable('Ledger')],
    [me, 'may not', 'kms:Decrypt', 'ledger key', forTable('Sessions')],
    [me, 'may', 'kms:Decrypt', 'credentials key', forTable('Sessions')],
    [me, 'may', 'kms:Decrypt', 'credentials key', forSecret(`${own} secret`)],
    [me, 'may not', 'kms:Decrypt', 'credentials key', forSecret(`${other} secret`)],
    [me, 'may not', 'kms:Decrypt', 'credentials key', forSecret(`${own} secret of another system`)],
    [
      me,
      'may not',
      'kms:Decrypt',
      'credentials key',
      { ...forSecret(`${own} secret`), 'kms:ViaService': via('s3') },
    ],
    [me, 'may', TAKE_MESSAGES, `${own} queue`],
    [me, 'may not', TAKE_MESSAGES, `${other} queue`],
    [me, 'may not', TAKE_MESSAGES, 'unrouted queue'],
    [me, 'may', 'sqs:SendMessage', `${own} queue`],
    [me, 'may not', 'sqs:SendMessage', `${other} queue`],
    [me, 'may not', 'sqs:SendMessage', 'unrouted queue'],
    [me, 'may', 'sqs:SendMessage', 'command dead letters'],
    [me, 'may not', 'sqs:SendMessage', 'relay dead letters'],
    [me, 'may not', 'states:StartExecution', 'flow'],
    [me, 'may not', 'lambda:InvokeFunction', `function ${other}:live`],
  ];
}

const apiRows: readonly Row[] = [
  ...rowsOfPublisher('apiFunction'),
  ['apiFunction', 'may not', 'events:PutEvents', 'bus', types('PaymentCancellationSucceeded')],
  ['apiFunction', 'may', TAKE_MESSAGES, 'unrouted queue'],
  ['apiFunction', 'may not', TAKE_MESSAGES, 'letpay queue'],
  ['apiFunction', 'may not', 'sqs:SendMessage', 'unrouted queue'],
  ['apiFunction', 'may', 'sqs:SendMessage', 'command dead letters'],
  ['apiFunction', 'may not', [...READ, ...WRITE], 'ledger', keys('loja-1#letpay#p')],
  ['apiFunction', 'may not', [...READ, ...WRITE], 'sessions', keys('loja-1#letpay#0')],
  ['apiFunction', 'may not', 'secretsmanager:GetSecretValue', 'letpay secret'],
  ['apiFunction', 'may not', 'kms:Decrypt', 'ledger key', forTable('Ledger')],
  ['apiFunction', 'may not', 'kms:Decrypt', 'credentials key', forSecret('letpay secret')],
  ['apiFunction', 'may not', 'states:StartExecution', 'flow'],
];

/** It may do what the functions of the providers together may with records, sessions and secrets, and nothing else. */
const operatorRows: readonly Row[] = [
  ...PROVIDERS.flatMap(({ id }): Row[] => [
    ['operatorFunction', 'may', ['dynamodb:GetItem', 'dynamodb:PutItem'], 'ledger', keys(`loja-1#${id}#p`)],
    ['operatorFunction', 'may', 'dynamodb:Query', 'ledger index', keys(`${id}#0`)],
    ['operatorFunction', 'may', 'secretsmanager:GetSecretValue', `${id} secret`],
    ['operatorFunction', 'may not', 'secretsmanager:GetSecretValue', `${id} secret of another system`],
    ['operatorFunction', 'may', 'kms:Decrypt', 'credentials key', forSecret(`${id} secret`)],
    ['operatorFunction', 'may not', TAKE_MESSAGES, `${id} queue`],
    ['operatorFunction', 'may not', 'sqs:SendMessage', `${id} queue`],
    ['operatorFunction', 'may not', 'lambda:InvokeFunction', `function ${id}:live`],
  ]),
  ['operatorFunction', 'may not', 'dynamodb:GetItem', 'ledger', keys('loja-1#other#p')],
  ['operatorFunction', 'may not', 'dynamodb:Query', 'ledger index'],
  ['operatorFunction', 'may not', 'events:PutEvents', 'bus', sources('estorno')],
  ['operatorFunction', 'may not', 'states:StartExecution', 'flow'],
];

const relayRows: readonly Row[] = [
  ...rowsOfPublisher('relayFunction'),
  ['relayFunction', 'may', 'events:PutEvents', 'bus', types('PaymentCancellationSucceeded')],
  ['relayFunction', 'may', ['dynamodb:GetRecords', 'dynamodb:GetShardIterator'], 'ledger stream'],
  ['relayFunction', 'may', 'kms:Decrypt', 'ledger key', forTable('Ledger')],
  ['relayFunction', 'may not', 'kms:Decrypt', 'credentials key', forTable('Sessions')],
  ['relayFunction', 'may', 'states:StartExecution', 'flow'],
  ['relayFunction', 'may not', ['states:StopExecution', 'states:DescribeExecution'], 'execution'],
  ['relayFunction', 'may', 'sqs:SendMessage', 'relay dead letters'],
  ['relayFunction', 'may not', 'sqs:SendMessage', 'command dead letters'],
  ['relayFunction', 'may not', TAKE_MESSAGES, 'letpay queue'],
  ['relayFunction', 'may not', [...READ, ...WRITE], 'ledger', keys('loja-1#letpay#p')],
  ['relayFunction', 'may not', [...READ, ...WRITE], 'sessions', keys('loja-1#letpay#0')],
  ['relayFunction', 'may not', 'secretsmanager:GetSecretValue', 'letpay secret'],
  ['relayFunction', 'may not', 'lambda:InvokeFunction', 'function letpay:live'],
];

const flowRows: readonly Row[] = [
  ...PROVIDERS.map(({ id }): Row => [FLOW, 'may', 'lambda:InvokeFunction', `function ${id}:live`]),
  ...PROVIDERS.flatMap(({ id }) =>
    // The code that is deployed next, and that of earlier releases.
    [`function ${id}`, `function ${id}:1`].map((on): Row => [FLOW, 'may not', 'lambda:InvokeFunction', on]),
  ),
  [FLOW, 'may not', 'lambda:InvokeFunction', 'function api:live'],
  [FLOW, 'may not', 'lambda:InvokeFunction', 'function operator:live'],
  [FLOW, 'may not', 'lambda:InvokeFunction', 'function relay:live'],
  [FLOW, 'may not', ['lambda:UpdateFunctionCode', 'lambda:GetFunction'], 'function letpay'],
  [FLOW, 'may not', 'states:StartExecution', 'flow'],
  [FLOW, 'may not', 'events:PutEvents', 'bus', sources('estorno')],
  [FLOW, 'may not', [...READ, ...WRITE], 'ledger', keys('loja-1#letpay#p')],
  [FLOW, 'may not', 'secretsmanager:GetSecretValue', 'letpay secret'],
  [FLOW, 'may not', ['sqs:SendMessage', 'sqs:ReceiveMessage'], 'letpay queue'],
];

const rows: readonly Row[] = [
  ...EVERYBODY.flatMap(rowsOfAll),
  ...apiRows,
  ...operatorRows,
  ...PROVIDERS.flatMap(({ id: own }) =>
    PROVIDERS.filter(({ id }) => id !== own).flatMap(({ id: other }) => rowsOfProvider(own, other)),
  ),
  ...relayRows,
  ...flowRows,
];

for (const [caller, verdict, actions, on, context = {}] of rows) {
  for (const action of [actions].flat()) {
    const given = Object.values(context).flat().join(' and ');
    test(`${caller} ${verdict} ${action} on ${on}${given && `, for ${given}`}`, async () => {
      assert.ok(ARNS[on], `nothing is named ${on}`);
      assert.equal(await may(caller, action, ARNS[on], context), verdict === 'may');
    });
  }
}
