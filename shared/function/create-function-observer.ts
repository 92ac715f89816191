import { toMetricNamespace } from '../domain/stage.ts';
import { createObserver, type Observer } from '../observability/observer.ts';
import { createStdoutSink } from '../observability/stdout-sink.ts';
import { readStage, readTraceId } from './env.ts';
import { systemClock as clock, writeLine as write } from './process.ts';

/** Sees what the invocations of a function do. `provider`: whose function it is. @default of none */
export function createFunctionObserver(provider?: string): Observer {
  const sink = createStdoutSink({ clock, write, readTraceId, namespace: toMetricNamespace(readStage()) });
  return createObserver({ ...(provider !== undefined && { provider }), clock, sink });
}
