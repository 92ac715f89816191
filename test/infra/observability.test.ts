import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { PROVIDERS } from '../../infra/providers.ts';
import { readAssembly } from '../../local/assembly/read-assembly.ts';
import { METRICS } from '../../shared/observability/metric-names.ts';
import { only, propertiesOf, type Resources, resourcesOf } from './synthesize.ts';
import { synthesizeWith } from './synthesize-with.ts';

type Alarm = Resources[string];

type AlarmMetric = { name: string; namespace: string; dimensions: string[] };

const RUNBOOKS = join(import.meta.dirname, '..', '..', 'docs', 'runbooks');

const SECTIONS = ['## Meaning', '## Diagnosis', '## Action', '## Resolved when'];

const alarms = propertiesOf('AWS::CloudWatch::Alarm');

function runbookOf({ AlarmDescription }: Alarm): string | undefined {
  return /Runbook: docs\/runbooks\/([a-z-]+\.md)$/.exec(AlarmDescription)?.[1];
}

function metricsOf(alarm: Alarm): AlarmMetric[] {
  const stats = alarm.Metrics?.flatMap(({ MetricStat }: Alarm) => MetricStat?.Metric ?? []) ?? [alarm];
  return stats.map(({ MetricName, Namespace, Dimensions = [] }: Alarm) => ({
    name: MetricName,
    namespace: Namespace,
    dimensions: Dimensions.map(({ Name }: Alarm) => Name),
  }));
}

function alarmOf(idPart: string): Alarm {
  const found = alarms.filter(([id]) => id.startsWith(`Observability${idPart}`));
  assert.equal(found.length, 1, `${found.length} alarms begin with ${idPart}`);
  return found[0]?.[1] ?? {};
}

describe('alarms', () => {
  for (const [id, alarm] of alarms) {
    test(`${id} names an existing runbook, and notifies when it is raised and when it ends`, () => {
      const runbook = runbookOf(alarm);
      assert.ok(runbook && existsSync(join(RUNBOOKS, runbook)), alarm.AlarmDescription);
      assert.deepEqual(alarm.AlarmActions, alarm.OKActions);
      assert.match(JSON.stringify(alarm.AlarmActions), /ObservabilityAlarmsTopic/);
    });

    test(`${id} uses metrics of the table, with their dimensions, or those of AWS`, () => {
      for (const { name, namespace, dimensions } of metricsOf(alarm)) {
        if (namespace !== 'Estorno') {
          assert.match(namespace, /^(AWS\/|Estorno\/RefundFlow$)/);
          continue;
        }
        const known = Object.entries(METRICS).find(([known]) => known === name);
        assert.deepEqual(dimensions.toSorted(), ['service', ...(known?.[1].by ?? [])].toSorted());
      }
    });
  }

  for (const { id } of PROVIDERS) {
    test(`alarms on open operations at ${id} keep their state without measurements, which has an alarm itself`, () => {
      for (const gauge of ['OldUnknown', 'SweepsBehind', 'ManualReview', 'WindowClosing', 'LongApproval'])
        assert.equal(alarmOf(`${id}${gauge}`).TreatMissingData, 'ignore', gauge);
      assert.equal(alarmOf(`${id}MeasuringStopped`).TreatMissingData, 'breaching');
    });

    test(`an unknown outcome at ${id} raises an alarm after 15 minutes, and an unlisted answer at once`, () => {
      const { Threshold, ComparisonOperator } = alarmOf(`${id}OldUnknown`);
      assert.deepEqual([Threshold, ComparisonOperator], [900, 'GreaterThanThreshold']);
      for (const event of ['UnlistedAnswer', 'LoginRefused', 'RejectedRequest', 'SessionsDemoted']) {
        const { Threshold: least, TreatMissingData } = alarmOf(`${id}${event}`);
        assert.deepEqual([least, TreatMissingData], [0, 'notBreaching'], event);
      }
    });
  }

  test('a client certificate raises one 30 days before it expires, only where there are any, and for a day at least', () => {
    const own = alarms.filter(([, { MetricName }]) => MetricName === 'CertificateDaysLeft');
    const withCertificate = PROVIDERS.filter(({ usesClientCertificate }) => usesClientCertificate);
    assert.equal(own.length, withCertificate.length);
    for (const { id } of withCertificate) {
      const { Statistic, Threshold, ComparisonOperator, Period, TreatMissingData } = alarmOf(
        `${id}CertificateEnding`,
      );
      assert.deepEqual([Statistic, ComparisonOperator, Threshold], ['Minimum', 'LessThanThreshold', 30]);
      assert.deepEqual([Period, TreatMissingData], [86_400, 'ignore']);
    }
  });

  test('credentials that expire, and secrets that cannot be used, have one for each provider', () => {
    for (const { id } of PROVIDERS) {
      const { Threshold, ComparisonOperator, TreatMissingData } = alarmOf(`${id}CredentialsEnding`);
      assert.deepEqual(
        [Threshold, ComparisonOperator, TreatMissingData],
        [14, 'LessThanThreshold', 'ignore'],
      );
      assert.equal(alarmOf(`${id}SecretUnusable`).Threshold, 0);
    }
  });

  test('each mapping reports its polls, and has one that is raised when there are none', () => {
    for (const [id, { MetricsConfig }] of propertiesOf('AWS::Lambda::EventSourceMapping')) {
      assert.deepEqual(MetricsConfig, { Metrics: ['EventCount'] });
      const own = alarms.find(([, alarm]) => JSON.stringify(alarm).includes(`"Value":{"Ref":"${id}"}`));
      assert.ok(own, id);
      assert.match(JSON.stringify(own[1].Metrics), /PolledEventCount.*SampleCount/);
      assert.deepEqual([own[1].TreatMissingData, own[1].EvaluationPeriods], ['breaching', 3]);
    }
  });

  test('the API has one on its 5xx, if there are enough requests', () => {
    const { Metrics, Threshold } = alarmOf('ApiFailing');
    assert.deepEqual(
      metricsOf({ Metrics })
        .map(({ name }) => name)
        .toSorted(),
      ['5xx', 'Count'],
    );
    assert.equal(Threshold, 5);
  });

  test('the flow has one on executions that end before their operation does, and not on its results', () => {
    const names = metricsOf(alarmOf('FlowFailed')).map(({ name }) => name);
    assert.deepEqual(names.toSorted(), ['Abandoned', 'ExecutionsAborted', 'ExecutionsTimedOut']);
    const filter = only('AWS::Logs::MetricFilter', 'RefundFlow');
    const definition = JSON.stringify(
      only('AWS::StepFunctions::StateMachine', 'RefundFlow').DefinitionString,
    );
    const states = [...filter.FilterPattern.matchAll(/"([^"]+)"/g)].map(([, name]) => name);
    assert.deepEqual(states, ['FailStateEntered', 'Task failed', 'Input refused']);
    for (const state of states.slice(1)) assert.ok(definition.includes(`"${state}`), state);
  });

  test('each dead-letter queue has one, and each function three', () => {
    const count = (metric: string) => alarms.filter(([, alarm]) => alarm.MetricName === metric).length;
    const queues = propertiesOf('AWS::SQS::Queue').filter(([id]) => id.includes('DeadLetters'));
    assert.equal(count('ApproximateNumberOfMessagesVisible'), queues.length);
    for (const metric of ['Errors', 'Throttles', 'Duration'])
      assert.equal(count(metric), propertiesOf('AWS::Lambda::Function').length, metric);
    assert.equal(count('IteratorAge'), 1);
  });

  test('each command queue has one that is raised long before the queue deletes messages', () => {
    for (const [id, { MessageRetentionPeriod, RedrivePolicy }] of propertiesOf('AWS::SQS::Queue')) {
      if (!RedrivePolicy) continue;
      const own = alarms.find(
        ([, { MetricName, Dimensions }]) =>
          MetricName === 'ApproximateAgeOfOldestMessage' && Dimensions[0].Value['Fn::GetAtt'][0] === id,
      );
      assert.ok(own && own[1].Threshold < MessageRetentionPeriod / 10, id);
    }
  });
});

test('a slow function raises an alarm before its timeout', () => {
  for (const [id, { Timeout }] of propertiesOf('AWS::Lambda::Function')) {
    const own = alarms.find(
      ([, { MetricName, Dimensions }]) => MetricName === 'Duration' && Dimensions[0].Value.Ref === id,
    );
    const share = own?.[1].Threshold / (Timeout * 1000);
    assert.ok(share > 0.5 && share < 1, `${id} threshold ${own?.[1].Threshold} ms, timeout ${Timeout} s`);
  }
});

describe('runbooks', () => {
  const named = new Set(alarms.map(([, alarm]) => runbookOf(alarm)));

  for (const file of readdirSync(RUNBOOKS)) {
    test(`${file} belongs to an alarm, and has the sections of a runbook`, () => {
      assert.ok(named.has(file), 'no alarm names it');
      const sections = readFileSync(join(RUNBOOKS, file), 'utf8').match(/^## .*$/gm);
      assert.deepEqual(sections, SECTIONS);
    });
  }
});

describe('the topic of alarms', () => {
  test('is encrypted under a key of its own, which CloudWatch may use for alarms of this account', () => {
    assert.ok(only('AWS::SNS::Topic', 'Observability').KmsMasterKeyId['Fn::GetAtt']);
    const { EnableKeyRotation, KeyPolicy } = only('AWS::KMS::Key', 'ObservabilityAlarms');
    assert.equal(EnableKeyRotation, true);
    const statement = KeyPolicy.Statement.find(({ Principal }: Alarm) => Principal.Service);
    assert.deepEqual(statement.Action, ['kms:Decrypt', 'kms:GenerateDataKey']);
    assert.deepEqual(statement.Condition.StringEquals, { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } });
  });

  test('leaves no key behind when the stack is deleted', () => {
    const [[, key] = []] = resourcesOf('AWS::KMS::Key').filter(([id]) =>
      id.startsWith('ObservabilityAlarms'),
    );
    assert.equal(key?.DeletionPolicy, 'Delete');
  });

  test('has no subscriber except the configured address', async () => {
    assert.deepEqual(propertiesOf('AWS::SNS::Subscription'), []);
    const folder = await synthesizeWith({ alarmEmail: 'oncall@loja.example' });
    const { Resources } = JSON.parse(readFileSync(join(folder, 'Estorno.template.json'), 'utf8'));
    const found = Object.values<Alarm>(Resources).filter(({ Type }) => Type === 'AWS::SNS::Subscription');
    assert.deepEqual(
      found.map(({ Properties: { Protocol, Endpoint } }) => [Protocol, Endpoint]),
      [['email', 'oncall@loja.example']],
    );
    assert.ok(readAssembly(folder), 'the local stack runs such a stack too');
  });

  test('refuses a value that is not an address', async () => {
    await assert.rejects(
      synthesizeWith({ alarmEmail: 'oncall' }),
      /alarmEmail has "oncall"\. Use one e-mail address/,
    );
  });
});

test('every function, and the flow, is traced', () => {
  for (const [id, { TracingConfig }] of propertiesOf('AWS::Lambda::Function'))
    assert.deepEqual(TracingConfig, { Mode: 'Active' }, id);
  for (const [id, { TracingConfiguration }] of propertiesOf('AWS::StepFunctions::StateMachine'))
    assert.deepEqual(TracingConfiguration, { Enabled: true }, id);
});

test('the dashboard shows every gauge and every provider', () => {
  const body = JSON.stringify(only('AWS::CloudWatch::Dashboard', 'Observability').DashboardBody);
  for (const { name } of PROVIDERS) assert.ok(body.includes(`${name}: open operations`), name);
  for (const gauge of [
    'OldestUnknownAge',
    'OldestDueAge',
    'InManualReview',
    'WindowsClosingUnknown',
    'LongApprovals',
  ])
    assert.ok(body.includes(gauge), gauge);
});
