import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import * as z from 'zod';
import { PROVIDERS } from '../../../infra/providers.ts';
import { measure } from '../../../shared/observability/measure.ts';
import type { Metric } from '../../../shared/observability/metric.ts';
import { propertiesOf, resourcesOf } from '../../infra/synthesize.ts';

/**
 * Dollars a month in us-east-1, of the first tier. An alarm costs by the metrics that it reads.
 *
 * @source https://aws.amazon.com/cloudwatch/pricing/, https://aws.amazon.com/kms/pricing/ (read 2026-11-21)
 */
const PER_METRIC = 0.3;
const PER_ALARM_METRIC = 0.1;
const PER_KEY = 1;

const Alarm = z.object({ Metrics: z.array(z.object({ MetricStat: z.unknown().optional() })).optional() });

/** The metrics that a provider's function reports though nothing is open. */
async function idleMetrics(): Promise<readonly Metric[]> {
  const counted: Metric[] = [];
  const count = (metrics: readonly Metric[]) => void counted.push(...metrics);
  const store = { listDue: async () => ({ payments: [] }), read: async () => undefined };
  const log = { info: () => undefined, error: () => undefined };
  const switches = { read: async () => undefined };
  const { signal } = new AbortController();
  const invocation = { signal, deadline: Number.POSITIVE_INFINITY, trigger: 'measure' } as const;
  await measure({ provider: 'letpay', store, switches, clock: () => 0, log, count }, invocation);
  return counted;
}

function alarmMetrics(): number {
  const counts = propertiesOf('AWS::CloudWatch::Alarm').map(([, properties]) => {
    const { Metrics: metrics } = Alarm.parse(properties);
    return metrics?.filter(({ MetricStat: stat }) => stat !== undefined).length ?? 1;
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

describe('what a stack costs without payments', async () => {
  const metrics = Math.ceil((await idleMetrics()).length * PROVIDERS.length * PER_METRIC);
  const alarms = Math.ceil(alarmMetrics() * PER_ALARM_METRIC);
  const keys = resourcesOf('AWS::KMS::Key').length * PER_KEY;
  const total = metrics + alarms + keys;
  const textOf = (page: string) => readFileSync(page, 'utf8').replaceAll(/\s+/g, ' ');

  test('is in docs/options.md, in parts', () => {
    const parts = `(metrics ${metrics}, alarms ${alarms}, keys ${keys}, and 0.40 per secret)`;
    const sentence = `costs about ${total} USD per month in us-east-1 ${parts}`;
    assert.ok(textOf(join('docs', 'options.md')).includes(sentence), sentence);
  });

  test('is in the README', () => {
    const sentence = `costs about ${total} USD per month in us-east-1, plus 0.40 per secret`;
    assert.ok(textOf('README.md').includes(sentence), sentence);
  });
});
