import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROVIDERS } from '../../infra/providers.ts';
import { STANDARD_LIMITS } from '../../shared/domain/limits.ts';
import { idOf, only, propertiesOf, resourcesOf } from './synthesize.ts';

const functions = propertiesOf('AWS::Lambda::Function');

test('there is one function per provider, one for common routes, one for operators, and the relay', () => {
  assert.equal(functions.length, PROVIDERS.length + 3);
});

test('every function runs on Node 24 and arm64', () => {
  for (const [id, { Runtime, Architectures }] of functions) {
    assert.deepEqual({ Runtime, Architectures }, { Runtime: 'nodejs24.x', Architectures: ['arm64'] }, id);
  }
});

test("every function's handler is index.handler", () => {
  for (const [id, { Handler }] of functions) assert.equal(Handler, 'index.handler', id);
});

test('a function ends before the 30 s limit of an HTTP API', () => {
  for (const [id, { Timeout }] of functions) assert.ok(Timeout < 30, id);
});

for (const provider of PROVIDERS) {
  test(`the function of ${provider.name} has 512 MB and 29 s`, () => {
    const { MemorySize, Timeout } = only('AWS::Lambda::Function', `${provider.id}Function`);
    assert.deepEqual({ MemorySize, Timeout }, { MemorySize: 512, Timeout: 29 });
  });

  test(`the function of ${provider.name} gets its tables, bus and dead-letter queue, and no provider address`, () => {
    const { Environment } = only('AWS::Lambda::Function', `${provider.id}Function`);
    assert.deepEqual(Environment.Variables, {
      LEDGER_TABLE: { Ref: 'LedgerTable9343E4AA' },
      SESSIONS_TABLE: { Ref: 'SessionsTableA5E8383B' },
      WAITING_REQUESTS: '2',
      EVENT_BUS_NAME: { Ref: 'EventBusEEC924FB' },
      COMMANDS_DLQ_URL: { Ref: 'CommandDeadLettersQueue6B57D0AD' },
      COMMANDS_MAX_RECEIVES: '10',
      INQUIRIES_URL: { Ref: idOf('AWS::SQS::Queue', `${provider.id}CommandsQueue`) },
      LIMITS: JSON.stringify(STANDARD_LIMITS),
      COMMANDS_QUEUE_ARN: { 'Fn::GetAtt': [idOf('AWS::SQS::Queue', `${provider.id}Commands`), 'Arn'] },
      HTTP_API_ID: { Ref: 'HttpApi9292168F' },
    });
  });
}

test('the function without a provider has 256 MB, 10 s and no table', () => {
  const { MemorySize, Timeout, Environment } = only('AWS::Lambda::Function', 'apiFunction');
  assert.deepEqual(
    { MemorySize, Timeout, variables: Object.keys(Environment.Variables).toSorted() },
    {
      MemorySize: 256,
      Timeout: 10,
      variables: [
        'COMMANDS_DLQ_URL',
        'COMMANDS_MAX_RECEIVES',
        'COMMANDS_QUEUE_ARN',
        'EVENT_BUS_NAME',
        'HTTP_API_ID',
        'PROVIDERS',
      ],
    },
  );
});

test('the function without a provider gets the list of providers', () => {
  const { Environment } = only('AWS::Lambda::Function', 'apiFunction');
  assert.equal(Environment.Variables.PROVIDERS, PROVIDERS.map(({ id }) => id).join(','));
});

test('every function has its own log group', () => {
  const groups = functions.map(([, { LoggingConfig }]) => LoggingConfig.LogGroup.Ref);
  assert.equal(new Set(groups).size, functions.length);
});

test('every log group keeps its events for 30 days', () => {
  for (const [id, { RetentionInDays }] of propertiesOf('AWS::Logs::LogGroup')) {
    assert.equal(RetentionInDays, 30, id);
  }
});

test('every log group is kept when its function is removed', () => {
  for (const [id, { DeletionPolicy }] of resourcesOf('AWS::Logs::LogGroup')) {
    assert.equal(DeletionPolicy, 'RetainExceptOnCreate', id);
  }
});

test('only our functions and the flow have a role', () => {
  assert.equal(propertiesOf('AWS::IAM::Role').length, functions.length + 1);
});
