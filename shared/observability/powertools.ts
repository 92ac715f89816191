import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { toGroups } from './metric.ts';
import { METRIC_NAMESPACE, METRICS, SERVICE } from './metric-names.ts';
import type { Sink } from './observer.ts';

/** Lines and metrics on standard output, where Lambda collects them: the lines as JSON, the metrics in EMF. */
export function createPowertools(): Sink {
  const logger = new Logger({ serviceName: SERVICE });
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName: SERVICE });

  return {
    open: (context) => {
      if (isContext(context)) logger.addContext(context);
    },
    line: (level, line) => logger[level]('invocation', { ...line }),
    metrics: (all) => {
      for (const { dimensions, values } of toGroups(all)) {
        for (const [name, value] of dimensions) metrics.addDimension(name, value);
        for (const [name, each] of values)
          for (const value of each) metrics.addMetric(name, METRICS[name].unit, value);
        metrics.publishStoredMetrics();
      }
    },
  };
}

function isContext(context: unknown): context is Context {
  return typeof context === 'object' && context !== null && 'awsRequestId' in context;
}
