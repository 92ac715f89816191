import {
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  SingleValueWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { METRICS, type MetricName } from '../../../shared/observability/metric-names.ts';
import type { Provider } from '../../providers.ts';
import type { BundledFunction } from '../bundled-function.ts';
import { toFailureRate } from './provider-alarms.ts';
import { OWN_NAMESPACE, PERIOD, toAwsMetric, toOwnMetric } from './runbook-alarm.ts';

const WHOLE = 24;
const THIRD = WHOLE / 3;

export type DashboardProps = {
  readonly providers: readonly Provider[];
  readonly functions: readonly BundledFunction[];
};

/** For a person on call: per provider, a row of gauges of open operations and a row of graphs; then our functions. */
export function addDashboard(scope: Construct, { providers, functions }: DashboardProps): Dashboard {
  const dashboard = new Dashboard(scope, 'Dashboard');
  for (const provider of providers) {
    dashboard.addWidgets(toGauges(provider));
    dashboard.addWidgets(...toGraphs(provider));
  }
  dashboard.addWidgets(
    toGraph('Problems, by code', [toSearch('Problems', '')]),
    toGraph('Errors and throttles', functions.flatMap(toFailures)),
    toGraph(
      'Duration, p99 (ms)',
      functions.map((each) => toFunctionMetric(each, 'Duration', 'p99')),
    ),
  );
  return dashboard;
}

function toGauges({ id: provider, name, usesClientCertificate }: Provider): SingleValueWidget {
  const gauges = [
    'OpenOperations',
    'OldestUnknownAge',
    'OldestDueAge',
    'InManualReview',
    'WindowsClosingUnknown',
    'LongApprovals',
  ] as const satisfies readonly MetricName[];
  return new SingleValueWidget({
    title: `${name}: open operations`,
    metrics: [
      ...gauges.map((gauge) => toOwnMetric(gauge, 'Maximum', { provider })),
      ...(usesClientCertificate ? [toOwnMetric('CertificateDaysLeft', 'Minimum', { provider })] : []),
    ],
    width: WHOLE,
  });
}

function toGraphs({ id: provider, name }: Provider): GraphWidget[] {
  const sums = [
    'Sends',
    'UnknownOutcomes',
    'Logins',
    'LoginFailures',
    'UnexpectedUnauthorized',
    'UnlistedAnswers',
  ] as const;
  return [
    toGraph(`${name}: ended, by outcome and code`, [toSearch('OperationsEnded', `provider="${provider}"`)]),
    toGraph(
      `${name}: requests, logins and unknown outcomes`,
      sums.map((sum) => toOwnMetric(sum, 'Sum', { provider })),
    ),
    toGraph(
      `${name}: latency, p99 (ms), and failures (%)`,
      [toOwnMetric('ProviderLatency', 'p99', { provider })],
      [toFailureRate(provider)],
    ),
  ];
}

/** Every series of a metric, for all values of its dimensions. */
function toSearch(name: MetricName, filter: string): MathExpression {
  const schema = [OWN_NAMESPACE, 'service', ...METRICS[name].by].join(',');
  const query = [`{${schema}}`, `MetricName="${name}"`, filter].filter((part) => part !== '').join(' ');
  const expression = `SEARCH('${query}', 'Sum', ${PERIOD.toSeconds()})`;
  return new MathExpression({ expression, label: '', period: PERIOD });
}

function toFailures(each: BundledFunction): IMetric[] {
  return [toFunctionMetric(each, 'Errors', 'Sum'), toFunctionMetric(each, 'Throttles', 'Sum')];
}

function toFunctionMetric({ function: handler }: BundledFunction, metric: string, statistic: 'Sum' | 'p99') {
  return toAwsMetric('AWS/Lambda', metric, statistic, { FunctionName: handler.functionName });
}

function toGraph(title: string, left: readonly IMetric[], right: readonly IMetric[] = []): GraphWidget {
  return new GraphWidget({ title, left: [...left], right: [...right], width: THIRD });
}
