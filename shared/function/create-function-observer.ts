import { createObserver, type Observer } from '../observability/observer.ts';
import { createStdoutSink } from '../observability/stdout-sink.ts';
import { readTraceId } from './env.ts';
import { systemClock as clock, writeLine as write } from './process.ts';

/** Sees what the invocations of a function do. `provider`: whose function it is. @default of none */
export function createFunctionObserver(provider?: string): Observer {
  const sink = createStdoutSink({ clock, write, readTraceId });
  return createObserver({ ...(provider !== undefined && { provider }), clock, sink });
}
