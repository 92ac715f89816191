import { type Dimension, METRICS, type MetricName } from './metric-names.ts';

/** One value of a metric. */
export type Metric = {
  readonly name: MetricName;
  readonly value: number;
  readonly dimensions: Readonly<Partial<Record<Dimension, string>>>;
};

export function toMetric(name: MetricName, value: number, dimensions: Metric['dimensions'] = {}): Metric {
  return { name, value, dimensions };
}

/** Metrics that fit in one EMF line: values by metric, all of the same dimensions. */
export type MetricGroup = {
  readonly dimensions: readonly (readonly [name: Dimension, value: string])[];
  readonly values: ReadonlyMap<MetricName, readonly number[]>;
};

/** EMF takes 100 values of one metric in a line. @source docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
const MAX_VALUES = 99;

/** In groups of equal dimensions; counts are added up. A value without one of its dimensions has `none` there. */
export function toGroups(metrics: readonly Metric[]): readonly MetricGroup[] {
  const groups = new Map<
    string,
    { dimensions: MetricGroup['dimensions']; values: Map<MetricName, number[]> }
  >();
  for (const { name, value, dimensions: given } of metrics) {
    const dimensions = METRICS[name].by.map((by) => [by, given[by] || 'none'] as const);
    const key = JSON.stringify(dimensions);
    const group = groups.get(key) ?? { dimensions, values: new Map() };
    groups.set(key, group);
    const values = group.values.get(name) ?? [];
    group.values.set(name, METRICS[name].unit === 'Count' ? [(values[0] ?? 0) + value] : [...values, value]);
  }
  return [...groups.values()].flatMap(toParts);
}

function toParts({ dimensions, values }: MetricGroup): MetricGroup[] {
  const longest = Math.max(...[...values.values()].map(({ length }) => length));
  return Array.from({ length: Math.ceil(longest / MAX_VALUES) }, (_, part) => ({
    dimensions,
    values: new Map(
      [...values].flatMap(([name, all]) => {
        const some = all.slice(part * MAX_VALUES, (part + 1) * MAX_VALUES);
        return some.length > 0 ? [[name, some] as const] : [];
      }),
    ),
  }));
}
