import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { toDeploymentConfigName } from '../../infra/options/shifts.ts';
import { PROVIDERS } from '../../infra/providers.ts';
import { findCycle } from './find-cycle.ts';
import { type Resources, resourcesOf } from './synthesize.ts';
import { synthesizeWith } from './synthesize-with.ts';

const resources = await read({ shift: 'canary10Percent30Minutes' });

async function read(context: Readonly<Record<string, string>>): Promise<Resources> {
  const file = join(await synthesizeWith(context), 'Estorno.template.json');
  return JSON.parse(readFileSync(file, 'utf8')).Resources;
}

const of = (type: string) => Object.entries(resources).filter(([, { Type }]) => Type === type);

/** By the id of the construct of the function. */
const groups = new Map(
  of('AWS::CodeDeploy::DeploymentGroup').map(([id, { Properties }]) => [
    id.replace(/^TrafficShift(\w+).{8}$/, '$1'),
    { id, ...Properties },
  ]),
);
const functions = ['api', 'operator', 'relay', ...PROVIDERS.map(({ id }) => id)];

/** The ids of the alarms of a group, as constructs/observability.ts gives them. */
function alarmsOf(group: Resources[string] | undefined): readonly string[] {
  const names: Resources[string][] = group?.AlarmConfiguration.Alarms ?? [];
  return names.map(({ Name }) => Name.Ref.replace(/^Observability(\w+).{8}$/, '$1')).toSorted();
}

for (const context of [{}, { shift: 'allAtOnce' }])
  test(`without a gradual shift CloudFormation moves the aliases at once: ${JSON.stringify(context)}`, async () => {
    const found = Object.values(await read(context));
    assert.ok(!found.some(({ Type }) => Type.startsWith('AWS::CodeDeploy::')));
    assert.ok(!found.some((resource) => 'UpdatePolicy' in resource));
  });

test('the names of the shifts are those of CodeDeploy', () => {
  assert.equal(
    toDeploymentConfigName('canary10Percent5Minutes'),
    'CodeDeployDefault.LambdaCanary10Percent5Minutes',
  );
  assert.equal(
    toDeploymentConfigName('linear10PercentEvery1Minute'),
    'CodeDeployDefault.LambdaLinear10PercentEvery1Minute',
  );
});

test('CodeDeploy shifts the alias of every function', () => {
  assert.deepEqual([...groups.keys()].toSorted(), functions.toSorted());
  const [[application] = []] = of('AWS::CodeDeploy::Application');
  for (const [id, { Properties, UpdatePolicy }] of of('AWS::Lambda::Alias')) {
    const owner = Properties.FunctionName.Ref.replace(/Function.*/, '');
    assert.deepEqual(
      UpdatePolicy?.CodeDeployLambdaAliasUpdate,
      { ApplicationName: { Ref: application }, DeploymentGroupName: { Ref: groups.get(owner)?.id } },
      id,
    );
  }
  for (const group of groups.values())
    assert.deepEqual(
      [group.DeploymentConfigName, group.DeploymentStyle],
      [
        'CodeDeployDefault.LambdaCanary10Percent30Minutes',
        { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
      ],
    );
});

test('a raised alarm, a failure and a person return all events to the version before', () => {
  for (const { AlarmConfiguration, AutoRollbackConfiguration } of groups.values()) {
    assert.deepEqual(
      [AlarmConfiguration.Enabled, AlarmConfiguration.IgnorePollAlarmFailure],
      [true, undefined],
    );
    assert.deepEqual(AutoRollbackConfiguration, {
      Enabled: true,
      Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
    });
  }
});

for (const owner of functions) {
  const isProvider = PROVIDERS.some(({ id }) => id === owner);
  const own = isProvider ? ['Errors', 'UnlistedAnswer', 'RejectedRequest'] : ['Errors'];
  test(`the shift of ${owner} ends at alarms of the stack, and at its own: ${own.join(', ')}`, () => {
    const found = alarmsOf(groups.get(owner));
    const expected = ['InternalError', 'NewerItem', 'ApiFailing', ...own.map((alarm) => `${owner}${alarm}`)];
    assert.deepEqual(found, expected.toSorted());
    assert.ok(found.length <= 10, 'the most that CodeDeploy takes');
  });
}

test('the page about releases names every alarm that ends a shift', () => {
  const page = readFileSync(join('docs', 'releases.md'), 'utf8');
  const named = new Set(
    [...groups].flatMap(([owner, group]) => alarmsOf(group).map((id) => id.replace(owner, ''))),
  );
  for (const alarm of named) assert.match(page, new RegExp(`\`${alarm}\``));
});

test('the role of CodeDeploy moves the aliases of these functions and reads alarms, and nothing else', () => {
  const [[roleId, { Properties: role }] = ['', {}], ...others] = of('AWS::IAM::Role').filter(([id]) =>
    id.startsWith('TrafficShift'),
  );
  assert.deepEqual(others, []);
  assert.deepEqual(
    role?.AssumeRolePolicyDocument.Statement.map(({ Principal }: Resources[string]) => Principal),
    [{ Service: 'codedeploy.amazonaws.com' }],
  );
  assert.equal(role?.ManagedPolicyArns, undefined);
  const policies = of('AWS::IAM::Policy').filter(([, { Properties }]) => Properties.Roles[0].Ref === roleId);
  assert.equal(policies.length, functions.length);
  for (const [id, { Properties }] of policies) {
    const owner = id.replace(/^TrafficShift(\w+)Policy.{8}$/, '$1');
    const [move, alarms, ...rest] = Properties.PolicyDocument.Statement;
    assert.deepEqual(move.Action, [
      ...['lambda:GetAlias', 'lambda:GetProvisionedConcurrencyConfig', 'lambda:UpdateAlias'],
    ]);
    for (const resource of move.Resource)
      assert.match(JSON.stringify(resource), new RegExp(`"${owner}Function[0-9A-F]{8}"`));
    assert.deepEqual([alarms.Action, alarms.Resource, rest], ['cloudwatch:DescribeAlarms', '*', []]);
    assert.deepEqual(resources[groups.get(owner)?.id]?.DependsOn, [id]);
  }
});

test('no resource depends on itself', () => {
  assert.deepEqual(findCycle(resources), []);
});

test('with the option the stack has what it has without, and the resources of CodeDeploy', () => {
  const added = Object.keys(resources).filter((id) => id.startsWith('TrafficShift'));
  // A group and a policy for each function; the application and the role.
  assert.equal(added.length, 2 * functions.length + 2);
  const types = (type: string) => [of(type).length, resourcesOf(type).length];
  for (const type of ['AWS::Lambda::Alias', 'AWS::Lambda::Permission', 'AWS::CloudWatch::Alarm']) {
    const [found, without] = types(type);
    assert.equal(found, without, type);
  }
});
