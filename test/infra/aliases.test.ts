import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findCycle } from './find-cycle.ts';
import { aliasIn, propertiesOf, type Resources, resourcesOf, template } from './synthesize.ts';

const functions = propertiesOf('AWS::Lambda::Function').map(([id]) => id);
const versions = new Map(resourcesOf('AWS::Lambda::Version'));
const aliases = new Map(propertiesOf('AWS::Lambda::Alias'));

const ofFunction = ({ FunctionName }: Resources[string]): string => FunctionName.Ref;

test('every function has one alias, live, which has the version that the template publishes', () => {
  assert.deepEqual([...aliases.values()].map(ofFunction).toSorted(), functions.toSorted());
  for (const [id, { Name, FunctionVersion, RoutingConfig, ...rest }] of aliases) {
    const [version = '', attribute] = FunctionVersion['Fn::GetAtt'];
    assert.deepEqual([Name, attribute, RoutingConfig], ['live', 'Version', undefined], id);
    assert.equal(versions.get(version)?.Properties.FunctionName.Ref, ofFunction({ ...rest }), id);
  }
});

test('earlier versions are kept for the events in progress, but not those of a deployment that failed', () => {
  assert.equal(versions.size, functions.length);
  for (const [id, { DeletionPolicy, UpdateReplacePolicy }] of versions)
    assert.deepEqual([DeletionPolicy, UpdateReplacePolicy], ['RetainExceptOnCreate', 'Retain'], id);
});

/** Where the template says what is invoked, and who may invoke it. */
const INVOKERS: Readonly<Record<string, (properties: Resources[string]) => readonly unknown[]>> = {
  'AWS::Lambda::Permission': ({ FunctionName }) => [FunctionName],
  'AWS::Lambda::EventSourceMapping': ({ FunctionName }) => [FunctionName],
  'AWS::ApiGatewayV2::Integration': ({ IntegrationUri }) => [IntegrationUri],
  'AWS::Events::Rule': ({ ScheduleExpression, Targets }) =>
    ScheduleExpression ? Targets.map(({ Arn }: Resources[string]) => Arn) : [],
  'AWS::IAM::Policy': ({ PolicyDocument }) =>
    PolicyDocument.Statement.filter(({ Action }: Resources[string]) =>
      [Action].flat().includes('lambda:InvokeFunction'),
    ).flatMap(({ Resource }: Resources[string]) => [Resource].flat()),
};

for (const [type, toInvoked] of Object.entries(INVOKERS))
  test(`every function that ${type} invokes is named by its alias`, () => {
    const invoked = propertiesOf(type).flatMap(([, properties]) => toInvoked(properties));
    assert.ok(invoked.length > 0);
    for (const each of invoked) assert.ok(aliases.has(aliasIn(each)), JSON.stringify(each));
  });

test('that Lambda retries no sweep is configured for the alias', () => {
  for (const [id, { Properties, DependsOn }] of resourcesOf('AWS::Lambda::EventInvokeConfig')) {
    assert.equal(Properties.Qualifier, 'live', id);
    assert.equal(aliases.get(DependsOn[0])?.FunctionName.Ref, Properties.FunctionName.Ref, id);
  }
});

test('no resource depends on itself', () => {
  assert.deepEqual(findCycle(template.Resources), []);
});
