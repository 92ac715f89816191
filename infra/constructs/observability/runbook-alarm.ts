import { Duration, Lazy } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { toMetricNamespace } from '../../../shared/domain/stage.ts';
import {
  type Dimension,
  METRICS,
  type MetricName,
  SERVICE,
} from '../../../shared/observability/metric-names.ts';
import { stageOf } from '../../stage.ts';

/** The namespace of our metrics in the stack whose template has it. */
export const OWN_NAMESPACE = Lazy.uncachedString({
  produce: ({ scope }) => toMetricNamespace(stageOf(scope)),
});

/** The period of alarms and graphs whose metric names no other. */
export const PERIOD = Duration.minutes(5);

/** An alarm with its runbook. */
export type AlarmProps = {
  /** What is wrong, in one sentence. */
  readonly summary: string;
  /** `docs/runbooks/<runbook>.md`. */
  readonly runbook: string;
  readonly metric: IMetric;
  /** The meaning of no data. `fine`: nothing happened. `same`: nothing was measured, so the state stays. */
  readonly missing: 'fine' | 'same' | 'bad';
  /** How many of how many periods must be above. @default 1 of 1 */
  readonly lasting?: { readonly periods: number; readonly of: number };
} & (
  | {
      /** The alarm is raised above this value. */
      readonly above: number;
      readonly below?: undefined;
    }
  | {
      /** The alarm is raised below this value. */
      readonly below: number;
      readonly above?: undefined;
    }
);

const MISSING = {
  fine: TreatMissingData.NOT_BREACHING,
  same: TreatMissingData.IGNORE,
  bad: TreatMissingData.BREACHING,
};

/** Notifies the action when the alarm is raised and when it ends. */
export function addAlarm(
  scope: Construct,
  id: string,
  { summary, runbook, metric, above, below, missing, lasting = { periods: 1, of: 1 } }: AlarmProps,
  action: IAlarmAction,
): Alarm {
  const isFloor = below !== undefined;
  const alarm = new Alarm(scope, id, {
    alarmDescription: `${summary} Runbook: docs/runbooks/${runbook}.md`,
    metric,
    threshold: isFloor ? below : above,
    comparisonOperator: isFloor
      ? ComparisonOperator.LESS_THAN_THRESHOLD
      : ComparisonOperator.GREATER_THAN_THRESHOLD,
    datapointsToAlarm: lasting.periods,
    evaluationPeriods: lasting.of,
    treatMissingData: MISSING[missing],
  });
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
  return alarm;
}

/** A metric that the functions emit, by the dimensions that it has. */
export function toOwnMetric(
  name: MetricName,
  statistic: 'Sum' | 'Minimum' | 'Maximum' | 'SampleCount' | 'p99',
  dimensions: Readonly<Partial<Record<Dimension, string>>>,
): Metric {
  const { by } = METRICS[name];
  const values = by.map((dimension) => [dimension, dimensions[dimension]] as const);
  const missing = values.find(([, value]) => value === undefined);
  if (missing)
    throw new Error(`The metric ${name} has the dimension ${missing[0]}, for which a value is missing.`);
  const dimensionsMap = { service: SERVICE, ...dimensions };
  return new Metric({
    namespace: OWN_NAMESPACE,
    metricName: name,
    dimensionsMap,
    statistic,
    period: PERIOD,
  });
}

/** A metric of an AWS service. */
export function toAwsMetric(
  namespace: string,
  metricName: string,
  statistic: 'Sum' | 'Maximum' | 'SampleCount' | 'p99',
  dimensionsMap: Readonly<Record<string, string>>,
): Metric {
  return new Metric({
    namespace,
    metricName,
    statistic,
    dimensionsMap: { ...dimensionsMap },
    period: PERIOD,
  });
}

/** A value computed from metrics. */
export function toExpression(
  expression: string,
  usingMetrics: Readonly<Record<string, IMetric>>,
  label: string,
): MathExpression {
  return new MathExpression({ expression, usingMetrics: { ...usingMetrics }, label, period: PERIOD });
}
