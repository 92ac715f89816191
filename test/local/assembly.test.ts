import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, describe, test } from 'node:test';
import { readMappings } from '../../local/assembly/event-source-mappings.ts';
import { readBuses } from '../../local/assembly/events.ts';
import { readHttpApi } from '../../local/assembly/http-api.ts';
import { readRoles } from '../../local/assembly/iam.ts';
import { readFunctions } from '../../local/assembly/lambda.ts';
import { readQueues } from '../../local/assembly/queues.ts';
import { readAssembly } from '../../local/assembly/read-assembly.ts';
import { readSchedules } from '../../local/assembly/schedules.ts';
import { readTables } from '../../local/assembly/tables.ts';
import { refuseRules } from '../../local/aws/refuse-rules.ts';
import {
  type FixtureAssembly,
  LEDGER,
  toAlias,
  toPolicy,
  toRule,
  writeAssembly,
} from './fixture-assembly.ts';
import { BUS, toEventRule, toMapping, toQueue, toQueuePolicy } from './fixture-events.ts';

const NO_BUS = { EventBusName: { Ref: 'AWS::NoValue' } };
const OTHER_BUS = { EventBusName: 'other' };

const ECHO = { source: 'export const handler = async (event) => event;' };
const ALLOW = { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: '*' };

/** Reads everything, as a start does. */
async function read(fixture: FixtureAssembly) {
  const folder = await writeAssembly({ functions: { Echo: ECHO }, ...fixture });
  after(() => rm(folder, { recursive: true, force: true }));
  const assembly = readAssembly(folder);
  const functions = readFunctions(assembly);
  const queues = readQueues(assembly);
  const tables = readTables(assembly);
  const buses = readBuses(assembly, queues);
  await refuseRules(buses, assembly.place);
  return {
    functions,
    mappings: readMappings(assembly, { functions, queues, tables }),
    outputs: assembly.outputs,
    schedules: readSchedules(assembly, functions),
    tables,
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
      what: 'a rule for events that is also a schedule',
      fixture: { resources: { Rule: toRule('Echo', {}, { EventPattern: {}, EventBusName: 'default' }) } },
      says: /what Rule asks for: .*ScheduleExpression/s,
    },
    {
      what: 'a rule for events of the default bus',
      fixture: { resources: { Q: toQueue(), Rule: toEventRule({ source: ['x'] }, 'Q', NO_BUS) } },
      says: /what Rule asks for: .*EventBusName/s,
    },
    {
      what: 'a rule of a bus that is not in the template',
      fixture: { resources: { Q: toQueue(), Rule: toEventRule({ source: ['x'] }, 'Q', OTHER_BUS) } },
      says: /rule Rule is of the bus other, which is no bus of the template/,
    },
    {
      what: 'a pattern beyond the ones that it knows',
      fixture: { resources: { Bus: BUS, Q: toQueue(), Rule: toEventRule({ a: [{ suffix: 'x' }] }, 'Q') } },
      says: /\{"suffix":"x"\} in the pattern of the rule Rule, at a/,
    },
    {
      what: 'a target of events that is no queue',
      fixture: { resources: { Bus: BUS, Rule: toEventRule({ source: ['x'] }, 'Echo') } },
      says: /rule Rule has the target arn:\S+:function:Estorno-Echo, which is no queue/,
    },
    {
      what: 'a rule that its queue does not let in',
      fixture: {
        resources: {
          ...{ Bus: BUS, Q: toQueue(), Rule: toEventRule({ source: ['x'] }, 'Q') },
          ...{ Other: toEventRule({ source: ['x'] }, 'Q'), Policy: toQueuePolicy('Q', 'Other') },
        },
      },
      says: /rule Rule may not send to the queue Q/,
    },
    {
      what: 'a schedule of another bus',
      fixture: { resources: { Rule: toRule('Echo', {}, { EventBusName: 'other' }) } },
      says: /what Rule asks for: .*EventBusName/s,
    },
    {
      what: 'a queue of another kind',
      fixture: { resources: { Q: toQueue({ FifoQueue: true }) } },
      says: /property FifoQueue of AWS::SQS::Queue \(logical id Q\)/,
    },
    {
      what: 'dead letters for a queue that is not in the template',
      fixture: {
        resources: {
          Q: toQueue({ RedrivePolicy: { deadLetterTargetArn: 'arn:aws:sqs:x:1:far', maxReceiveCount: 1 } }),
        },
      },
      says: /dead letters of Q go to arn:aws:sqs:x:1:far/,
    },
    {
      what: 'a mapping whose messages are delivered again while the function is at work',
      fixture: {
        resources: { Q: toQueue(), Mapping: toMapping('Echo', { 'Fn::GetAtt': ['Q', 'Arn'] }) },
      },
      says: /Q shows its messages again after 1 s, and the function Echo may take 10 s/,
    },
    {
      what: 'a mapping in windows of time',
      fixture: {
        resources: {
          Q: toQueue({ VisibilityTimeout: 60 }),
          Mapping: toMapping('Echo', { 'Fn::GetAtt': ['Q', 'Arn'] }, { MaximumBatchingWindowInSeconds: 5 }),
        },
      },
      says: /property MaximumBatchingWindowInSeconds of AWS::Lambda::EventSourceMapping/,
    },
    {
      what: 'a mapping of the stream of a table that has none',
      fixture: {
        resources: { Ledger: LEDGER, Mapping: toMapping('Echo', { 'Fn::GetAtt': ['Ledger', 'StreamArn'] }) },
      },
      says: /mapping Mapping reads arn:\S+, which is no queue and no table's stream/,
    },
    {
      what: 'a mapping of a stream from its newest record on',
      fixture: {
        resources: {
          Ledger: {
            ...LEDGER,
            Properties: { ...LEDGER.Properties, StreamSpecification: { StreamViewType: 'NEW_IMAGE' } },
          },
          Mapping: toMapping(
            'Echo',
            { 'Fn::GetAtt': ['Ledger', 'StreamArn'] },
            { StartingPosition: 'LATEST' },
          ),
        },
      },
      says: /what Mapping asks for: .*StartingPosition/s,
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
      what: 'an alias of two versions',
      fixture: { resources: { Alias: toAlias('Echo', { RoutingConfig: {} }) } },
      says: /property RoutingConfig of AWS::Lambda::Alias \(logical id Alias\)/,
    },
    {
      what: 'an alias of an earlier version',
      fixture: { resources: { Alias: toAlias('Echo', { FunctionVersion: '7' }) } },
      says: /what Alias asks for: .*FunctionVersion.*aliases of the version that the template publishes/s,
    },
    {
      what: 'an alias of a function that is not there',
      fixture: { resources: { Alias: toAlias('Echo', { FunctionName: 'Nobody' }) } },
      says: /alias Alias is of Nobody, which is no function of the template/,
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

test('a schedule of an alias is of its function', async () => {
  const { functions, schedules } = await read({
    resources: { Alias: toAlias('Echo'), Rule: toRule('Echo', { Arn: { Ref: 'Alias' } }) },
  });

  assert.deepEqual(functions[0]?.aliases, ['live']);
  assert.equal(schedules[0]?.functionArn, `${functions[0]?.arn}:live`);
});

test('outputs get the values of this machine', async () => {
  const { outputs } = await read({ template: { Outputs: { Name: { Value: { Ref: 'Echo' } } } } });

  assert.deepEqual(outputs, { Name: 'Estorno-Echo' });
});
