import { Metrics } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { type Clock, toInstant } from '../domain/time.ts';
import { type Metric, toGroups } from './metric.ts';
import { METRICS, SERVICE } from './metric-names.ts';
import type { Sink } from './observer.ts';

export type StdoutDeps = {
  readonly clock: Clock;
  /** Writes one line, without anything that the runtime would put before it. */
  readonly write: (line: string) => void;
  /** Of the trace that the invocation is part of, as X-Ray writes it. */
  readonly readTraceId: () => string | undefined;
  /** Under which name CloudWatch keeps the metrics. */
  readonly namespace: string;
};

/**
 * Lines and metrics on standard output, where Lambda collects them: the lines as JSON, the metrics in EMF. What a line says
 * of the runtime has the names that Powertools for AWS gives it, so that queries made for those find it.
 */
export function createStdoutSink({ clock, write, readTraceId, namespace }: StdoutDeps): Sink {
  const metrics = new Metrics({ namespace, serviceName: SERVICE });
  let invocation: object = {};
  let isCold = true;
  return {
    open: (context) => {
      invocation = { cold_start: isCold, ...toFacts(context) };
      isCold = false;
    },
    line: (level, line) => {
      const head = { level: level.toUpperCase(), message: 'invocation', timestamp: toInstant(clock()) };
      const about = { service: SERVICE, ...invocation, xray_trace_id: readTraceId() };
      write(JSON.stringify({ ...head, ...about, ...line }));
    },
    metrics: (all) => publish(metrics, all),
  };
}

function toFacts(context: unknown): object {
  if (!isContext(context)) return {};
  return {
    function_arn: context.invokedFunctionArn,
    function_memory_size: context.memoryLimitInMB,
    function_name: context.functionName,
    function_request_id: context.awsRequestId,
  };
}

function isContext(context: unknown): context is Context {
  return typeof context === 'object' && context !== null && 'awsRequestId' in context;
}

function publish(metrics: Metrics, all: readonly Metric[]): void {
  for (const { dimensions, values } of toGroups(all)) {
    for (const [name, value] of dimensions) metrics.addDimension(name, value);
    for (const [name, each] of values)
      for (const value of each) metrics.addMetric(name, METRICS[name].unit, value);
    metrics.publishStoredMetrics();
  }
}
