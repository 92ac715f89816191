import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readAssembly } from '../../local/assembly/read-assembly.ts';
import { METRICS } from '../../shared/observability/metric-names.ts';
import { readCallerRights } from './caller-rights.ts';
import type { Resources } from './synthesize.ts';
import { synthesizeWith } from './synthesize-with.ts';

const STACK = 'Estorno-staging';
const folder = await synthesizeWith({ stage: 'staging', tags: 'team=payments' });
const text = readFileSync(join(folder, `${STACK}.template.json`), 'utf8');
const template: { readonly Resources: Resources; readonly Outputs: Resources } = JSON.parse(text);
const withoutStage = readFileSync(join(await synthesizeWith({}), 'Estorno.template.json'), 'utf8');

const resources = Object.values(template.Resources);
const of = (type: string) =>
  resources.filter(({ Type }) => Type === type).map(({ Properties }) => Properties);

/** Properties that are the name of a resource in its account. */
const NAMES = /^(.*Name|Name)$/;

/** Properties that name a part of their own resource, or something of AWS. */
const PARTS = new Set(['MetricName', 'PolicyName', 'ServiceName', 'DisplayName']);

test('a stage has a stack of its own, and differs in its names only', () => {
  assert.deepEqual(readAssembly(folder, STACK).place.stackName, STACK);
  // The ids of these permissions contain the name of the stack, and those of versions end with a hash of the function.
  const idsOf = (text: string) =>
    Object.keys(JSON.parse(text).Resources)
      .filter((id) => !id.includes('AllowEventRule'))
      .map((id) => id.replace(/(?<=FunctionCurrentVersion).*/, ''));
  assert.deepEqual(idsOf(text), idsOf(withoutStage));
});

test('no resource of two stages has the same literal name, and no output is exported', () => {
  const own = (name: string, value: unknown) =>
    NAMES.test(name) && typeof value === 'string' && !PARTS.has(name) ? [`${name}: ${value}`] : [];
  // The name of an alias is a part of its function.
  const named = resources.filter(({ Type }) => Type !== 'AWS::Lambda::Alias');
  const literal = named.flatMap(({ Properties = {} }) =>
    Object.entries(Properties).flatMap(([name, value]) => own(name, value)),
  );
  assert.deepEqual([...new Set(literal)].toSorted(), ['Name: Estorno-staging', 'StageName: $default']);
  for (const { Export } of Object.values(template.Outputs)) assert.equal(Export, undefined);
});

test('the secrets of a stage have a prefix of their own, which no other stage may read', async () => {
  const rights = {
    staging: readCallerRights(folder, STACK),
    none: readCallerRights(await synthesizeWith({})),
  };
  for (const reader of ['letpayFunction', 'operatorFunction']) {
    const may = (stage: keyof typeof rights, name: string) => {
      const { region, accountId } = rights[stage].assembly.place;
      const arn = `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}-AbCdEf`;
      return rights[stage].may(reader, 'secretsmanager:GetSecretValue', arn);
    };
    assert.equal(await may('staging', 'estorno-staging/loja-1/letpay'), true);
    assert.equal(await may('staging', 'estorno/loja-1/letpay'), false);
    assert.equal(await may('staging', 'estorno-other/loja-1/letpay'), false);
    assert.equal(await may('none', 'estorno/loja-1/letpay'), true);
    assert.equal(await may('none', 'estorno-staging/loja-1/letpay'), false);
  }
  assert.match(JSON.stringify(of('AWS::IAM::ManagedPolicy')), /:secret:estorno-staging\/\*/);
  assert.equal(template.Outputs.SecretsPrefix?.Value, 'estorno-staging');
});

test('the alarms, the dashboard and the functions of a stage use a namespace of metrics of its own', () => {
  const namespaces = [
    ...JSON.stringify(of('AWS::CloudWatch::Alarm')).matchAll(/"Namespace":"(Estorno[^"]*)"/g),
  ];
  assert.ok(namespaces.length > Object.keys(METRICS).length / 2);
  for (const [, namespace] of namespaces) assert.match(namespace ?? '', /^Estorno\/staging(\/RefundFlow)?$/);
  const [dashboard] = of('AWS::CloudWatch::Dashboard');
  const body = JSON.stringify(dashboard);
  assert.match(body, /\{Estorno\/staging,service,/);
  assert.doesNotMatch(body, /"Estorno\\"|\{Estorno,/);
  for (const { Environment } of of('AWS::Lambda::Function'))
    assert.equal(Environment.Variables.STAGE, 'staging');
});

test('every resource that can have tags has those of the option', () => {
  const tagged = resources.filter(({ Properties = {} }) =>
    JSON.stringify(Properties.Tags)?.includes('payments'),
  );
  const types = new Set(tagged.map(({ Type }) => Type));
  for (const type of [
    'AWS::Lambda::Function',
    'AWS::DynamoDB::Table',
    'AWS::KMS::Key',
    'AWS::SQS::Queue',
    'AWS::Events::EventBus',
    'AWS::IAM::Role',
    'AWS::Logs::LogGroup',
    'AWS::ApiGatewayV2::Api',
    'AWS::StepFunctions::StateMachine',
    'AWS::SNS::Topic',
    'AWS::CloudWatch::Alarm',
  ])
    assert.ok(types.has(type), type);
});

test('the names of log groups end with the id of the stack: those of a deleted stack are kept', () => {
  const names = of('AWS::Logs::LogGroup').flatMap(({ LogGroupName }) => LogGroupName ?? []);
  assert.equal(names.length, 2);
  for (const name of names) {
    const [start, id] = name['Fn::Join'][1];
    assert.match(start, /^\/aws\/vendedlogs\/(apigateway|states)\/Estorno-staging-\w+-$/);
    assert.deepEqual(id, { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] });
  }
});
