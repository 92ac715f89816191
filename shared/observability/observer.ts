import type { Clock } from '../domain/time.ts';
import { type Log, type LogFacts, toSafeFacts } from '../ports/log.ts';
import {
  type Entry,
  type InvocationLine,
  type InvocationRecord,
  type Opening,
  toLine,
} from './invocation-record.ts';
import type { Leg } from './legs.ts';
import type { Metric } from './metric.ts';
import { toMetricsOfLine } from './metrics-of.ts';

/** Where lines and metrics go. */
export type Sink = {
  /** Hears of the invocation, by its context in the runtime, before it does anything. */
  open(context: unknown): void;
  line(level: 'info' | 'error', line: InvocationLine | (Entry['facts'] & { readonly event: string })): void;
  metrics(metrics: readonly Metric[]): void;
};

/** Collects what an invocation does, and writes it at its end: in one line, and in metrics. */
export type Observer = {
  readonly log: Log;
  begin(opening: Opening, context: unknown): void;
  /** Must be called, however the invocation ends. `status`: of an HTTP answer. */
  end(ending: { readonly status?: number | undefined }): void;
  /** Adds the time that the work takes to that of its leg. */
  timed<T>(leg: Leg, work: () => Promise<T>): Promise<T>;
  count(metrics: readonly Metric[]): void;
};

export type ObserverDeps = {
  /** Whose function this is. Absent: of none. */
  readonly provider?: string;
  readonly clock: Clock;
  readonly sink: Sink;
};

/** An execution environment has one invocation at a time. What is logged outside of one is written at once. */
export function createObserver({ provider, clock, sink }: ObserverDeps): Observer {
  let record: InvocationRecord | undefined;

  function note(isError: boolean, event: string, facts: LogFacts = {}): void {
    const entry = { event, isError, facts: toSafeFacts(facts) };
    if (record) record.entries.push(entry);
    else sink.line(isError ? 'error' : 'info', { event, ...entry.facts });
    count(toMetricsOfLine(event, facts, facts.provider ?? provider ?? 'none'));
  }

  function count(metrics: readonly Metric[]): void {
    if (record) record.metrics.push(...metrics);
    else if (metrics.length > 0) sink.metrics(metrics);
  }

  return {
    log: {
      info: (event, facts) => note(false, event, facts),
      error: (event, facts) => note(true, event, facts),
    },
    count,

    begin(opening, context) {
      record = { opening, beganAt: clock(), entries: [], msOfLeg: new Map(), metrics: [] };
      sink.open(context);
    },

    end({ status }) {
      if (!record) return;
      const ended = record;
      record = undefined;
      const level = ended.entries.some(({ isError }) => isError) ? 'error' : 'info';
      sink.line(level, toLine(ended, provider, { at: clock(), status }));
      if (ended.metrics.length > 0) sink.metrics(ended.metrics);
    },

    async timed(leg, work) {
      const [of, began] = [record, clock()];
      try {
        return await work();
      } finally {
        of?.msOfLeg.set(leg, (of.msOfLeg.get(leg) ?? 0) + clock() - began);
      }
    },
  };
}
