import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, describe, test } from 'node:test';
import { readHttpApi } from '../../infra/local/assembly/http-api.ts';
import { readRoles } from '../../infra/local/assembly/iam.ts';
import { readFunctions } from '../../infra/local/assembly/lambda.ts';
import { readAssembly } from '../../infra/local/assembly/read-assembly.ts';
import { readSchedules } from '../../infra/local/assembly/schedules.ts';
import { readTables } from '../../infra/local/assembly/tables.ts';
import { type FixtureAssembly, LEDGER, toPolicy, toRule, writeAssembly } from './fixture-assembly.ts';

const ECHO = { source: 'export const handler = async (event) => event;' };
const ALLOW = { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: '*' };

/** Reads everything, as a start does. */
async function read(fixture: FixtureAssembly) {
  const folder = await writeAssembly({ functions: { Echo: ECHO }, ...fixture });
  after(() => rm(folder, { recursive: true, force: true }));
  const assembly = readAssembly(folder);
  const functions = readFunctions(assembly);
  return {
    functions,
    outputs: assembly.outputs,
    schedules: readSchedules(assembly, functions),
    tables: readTables(assembly),
    roles: readRoles(assembly),
    api: readHttpApi(assembly),
  };
}

describe('what the local stack does not know it refuses by name:', () => {
  const REFUSALS: readonly { what: string; fixture: FixtureAssembly; says: RegExp }[] = [
    {
      what: 'a resource type',
      fixture: { resources: { Bucket: { Type: 'AWS::S3::Bucket' } } },
      says: /resource type AWS::S3::Bucket \(logical id Bucket\)/,
    },
    {
      what: 'a property of a type that it runs',
      fixture: { resources: { Ledger: { ...LEDGER, Properties: { ...LEDGER.Properties, Replicas: [] } } } },
      says: /property Replicas of AWS::DynamoDB::Table \(logical id Ledger\)/,
    },
    {
      what: 'an intrinsic',
      fixture: { functions: { Echo: { ...ECHO, environment: { ZONE: { 'Fn::GetAZs': '' } } } } },
      says: /intrinsic Fn::GetAZs/,
    },
    {
      what: 'an attribute',
      fixture: { functions: { Echo: { ...ECHO, environment: { X: { 'Fn::GetAtt': ['Api', 'Colour'] } } } } },
      says: /attribute Colour of AWS::ApiGatewayV2::Api \(logical id Api\)/,
    },
    {
      what: 'a reference to nothing',
      fixture: { functions: { Echo: { ...ECHO, environment: { X: { Ref: 'Nobody' } } } } },
      says: /refers to Nobody/,
    },
    {
      what: 'a parameter',
      fixture: { template: { Parameters: { Colour: { Type: 'String' } } } },
      says: /parameter Colour/,
    },
    {
      what: 'a policy element',
      fixture: { resources: { Policy: toPolicy('Echo', [{ ...ALLOW, Principal: '*' }]) } },
      says: /policy element Principal \(in Policy\)/,
    },
    {
      what: 'a condition key',
      fixture: {
        resources: { Policy: toPolicy('Echo', [{ ...ALLOW, Condition: { Bool: { 'aws:Lunar': 'x' } } }]) },
      },
      says: /condition key aws:Lunar \(in Policy\)/,
    },
    {
      what: 'a managed policy of AWS',
      fixture: {
        resources: {
          Admin: {
            Type: 'AWS::IAM::Role',
            Properties: { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
          },
        },
      },
      says: /managed policy arn:aws:iam::aws:policy\/AdministratorAccess of the role Admin/,
    },
    {
      what: 'a second HTTP API',
      fixture: { resources: { Other: { Type: 'AWS::ApiGatewayV2::Api' } } },
      says: /serves one HTTP API; the template has 2/,
    },
    {
      what: 'an output under a condition',
      fixture: { template: { Outputs: { Url: { Value: 'x', Condition: 'IsProduction' } } } },
      says: /conditional output Url/,
    },
    {
      what: 'a rule for events',
      fixture: { resources: { Rule: toRule('Echo', {}, { EventPattern: {} }) } },
      says: /property EventPattern of AWS::Events::Rule \(logical id Rule\)/,
    },
    {
      what: 'a rule of another bus',
      fixture: { resources: { Rule: toRule('Echo', {}, { EventBusName: 'other' }) } },
      says: /property EventBusName of AWS::Events::Rule/,
    },
    ...['cron(0 12 * * ? *)', 'rate(1 hour)', 'rate(1 minutes)', 'rate(0 minutes)', 'rate(5 minute)'].map(
      (rate) => ({
        what: `the schedule ${rate}`,
        fixture: { resources: { Rule: toRule('Echo', {}, { ScheduleExpression: rate }) } },
        says: /what Rule asks for: .*is no rate\(N minutes\)/s,
      }),
    ),
    {
      what: 'a rule that is switched off',
      fixture: { resources: { Rule: toRule('Echo', {}, { State: 'DISABLED' }) } },
      says: /what Rule asks for: .*State/s,
    },
    {
      what: 'an event that is made from the schedule’s own',
      fixture: { resources: { Rule: toRule('Echo', { InputPath: '$.detail' }) } },
      says: /what Rule asks for: .*InputPath/s,
    },
    {
      what: 'a target that is tried again',
      fixture: { resources: { Rule: toRule('Echo', { RetryPolicy: { MaximumRetryAttempts: 2 } }) } },
      says: /what Rule asks for: .*MaximumRetryAttempts/s,
    },
    {
      what: 'a target that is no function of the template',
      fixture: { resources: { Rule: toRule('Echo', { Arn: 'arn:aws:sqs:sa-east-1:111122223333:queue' }) } },
      says: /rule Rule has the target arn:aws:sqs:sa-east-1:111122223333:queue/,
    },
    {
      what: 'a function whose failed events are tried again',
      fixture: {
        resources: {
          Config: {
            Type: 'AWS::Lambda::EventInvokeConfig',
            Properties: { FunctionName: { Ref: 'Echo' }, Qualifier: '$LATEST', MaximumRetryAttempts: 2 },
          },
        },
      },
      says: /what Config asks for: .*MaximumRetryAttempts/s,
    },
  ];

  for (const { what, fixture, says } of REFUSALS)
    test(what, () => assert.rejects(read(fixture), { name: 'LocalStackError', message: says }));
});

test('intrinsics get the values of this machine', async () => {
  const { functions } = await read({
    functions: {
      Echo: {
        ...ECHO,
        environment: {
          TABLE: { Ref: 'Ledger' },
          TABLE_ARN: { 'Fn::GetAtt': ['Ledger', 'Arn'] },
          JOINED: { 'Fn::Join': ['/', [{ Ref: 'AWS::Region' }, { Ref: 'AWS::AccountId' }]] },
          SUBSTITUTED: { 'Fn::Sub': `${'$'}{AWS::Partition} ${'$'}{Ledger.Arn} ${'$'}{!kept}` },
          SELECTED: { 'Fn::Select': [1, { 'Fn::Split': ['#', 'a#b'] }] },
          ABSENT: { Ref: 'AWS::NoValue' },
        },
      },
    },
    resources: { Ledger: LEDGER },
  });

  assert.deepEqual(functions[0]?.environment, {
    TABLE: 'ledger',
    TABLE_ARN: 'arn:aws:dynamodb:sa-east-1:111122223333:table/ledger',
    JOINED: 'sa-east-1/111122223333',
    SUBSTITUTED: `aws arn:aws:dynamodb:sa-east-1:111122223333:table/ledger ${'$'}{kept}`,
    SELECTED: 'b',
  });
});

test('a role has the policies that name it', async () => {
  const { roles } = await read({ resources: { Policy: toPolicy('Echo', [ALLOW]) } });

  assert.deepEqual(roles[0]?.policies[0]?.policy.Statement, [
    { Effect: 'Allow', Action: ['dynamodb:GetItem'], Resource: ['*'] },
  ]);
});

test('a schedule has its function, its event and its period', async () => {
  const { schedules } = await read({
    resources: { Rule: toRule('Echo', { Input: '{"a":1}' }, { ScheduleExpression: 'rate(15 minutes)' }) },
  });

  const functionArn = 'arn:aws:lambda:sa-east-1:111122223333:function:Estorno-Echo';
  assert.deepEqual(schedules, [{ ruleId: 'Rule', functionArn, input: '{"a":1}', periodMs: 900_000 }]);
});

test('outputs get the values of this machine', async () => {
  const { outputs } = await read({ template: { Outputs: { Name: { Value: { Ref: 'Echo' } } } } });

  assert.deepEqual(outputs, { Name: 'Estorno-Echo' });
});
