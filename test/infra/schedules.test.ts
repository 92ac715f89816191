import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROVIDERS } from '../../infra/providers.ts';
import { aliasIn, only, propertiesOf } from './synthesize.ts';

const rules = propertiesOf('AWS::Events::Rule').filter(([, { ScheduleExpression }]) => ScheduleExpression);

test('there are two schedules per provider: sweep and measurement', () => {
  assert.equal(rules.length, 2 * PROVIDERS.length);
});

for (const { id, name } of PROVIDERS) {
  const { ScheduleExpression, State, EventBusName, Targets } = only('AWS::Events::Rule', `${id}SweepRule`);

  test(`${name} is swept every minute, by a rule of the default bus`, () => {
    assert.deepEqual([ScheduleExpression, State, EventBusName], ['rate(1 minute)', 'ENABLED', undefined]);
  });

  test(`the function of ${name} gets the constant event of a sweep, once`, () => {
    const [{ Arn, Input, RetryPolicy }, ...others] = Targets;
    assert.match(aliasIn(Arn), new RegExp(`^${id}Function`));
    assert.deepEqual(JSON.parse(Input), { trigger: 'sweep' });
    assert.deepEqual(RetryPolicy, { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
    assert.deepEqual(others, []);
  });

  test(`Lambda does not retry a failed sweep of ${name}`, () => {
    const config = only('AWS::Lambda::EventInvokeConfig', `${id}Sweep`);
    assert.match(config.FunctionName.Ref, new RegExp(`^${id}Function`));
    assert.equal(config.Qualifier, 'live', 'the schedule invokes the alias');
    assert.deepEqual([config.MaximumRetryAttempts, config.MaximumEventAgeInSeconds], [0, 60]);
  });

  test(`open operations at ${name} are measured every five minutes, once`, () => {
    const measure = only('AWS::Events::Rule', `${id}MeasureRule`);
    const [{ Arn, Input, RetryPolicy }] = measure.Targets;
    assert.equal(measure.ScheduleExpression, 'rate(5 minutes)');
    assert.match(aliasIn(Arn), new RegExp(`^${id}Function`));
    assert.deepEqual(JSON.parse(Input), { trigger: 'measure' });
    assert.deepEqual(RetryPolicy, { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 300 });
  });

  test(`the rules of ${name}, and no others, may invoke its function`, () => {
    const permissions = propertiesOf('AWS::Lambda::Permission').filter(
      ([, { Principal, FunctionName }]) =>
        Principal === 'events.amazonaws.com' && aliasIn(FunctionName).startsWith(`${id}Function`),
    );
    const sources = permissions.map(([, { SourceArn }]) => SourceArn['Fn::GetAtt']);
    const own = rules.filter(([ruleId]) => ruleId.startsWith(id)).map(([ruleId]) => [ruleId, 'Arn']);
    assert.deepEqual(sources.toSorted(), own.toSorted());
  });
}
