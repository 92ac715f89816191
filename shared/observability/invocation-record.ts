import type { LogFacts, SafeFacts } from '../ports/log.ts';
import { LEGS, type Leg } from './legs.ts';
import type { Metric } from './metric.ts';

/** What happened during an invocation, as it goes. */
export type InvocationRecord = {
  readonly opening: Opening;
  readonly beganAt: number;
  readonly entries: Entry[];
  readonly msOfLeg: Map<Leg, number>;
  readonly metrics: Metric[];
};

/** What is known when an invocation begins. */
export type Opening = {
  readonly trigger: string;
  /** The route's pattern, not the path. */
  readonly route?: string | undefined;
  readonly correlationId?: string | undefined;
  /** Of the request, as the access log has it. */
  readonly gatewayRequestId?: string | undefined;
};

export type Entry = { readonly event: string; readonly isError: boolean; readonly facts: SafeFacts };

/** How it ended. `status`: of an HTTP answer. */
export type Ending = { readonly at: number; readonly status?: number | undefined };

/** The most entries in one line: CloudWatch takes 256 kB, and an entry is at most a few kB. */
const MAX_ENTRIES = 60;

/** What a line says of the one operation that it is about. */
const SUBJECT = [
  'operation',
  'payment',
  'kind',
  'method',
  'state',
  'outcome',
  'code',
  'attempt',
  'origin',
] as const satisfies readonly (keyof LogFacts)[];

/** The one line of an invocation: what it was about at the top, and then what happened, in order. */
export function toLine(record: InvocationRecord, provider: string | undefined, { at, status }: Ending) {
  const { opening, entries, beganAt, msOfLeg } = record;
  const subject = toSubject(entries);
  const correlationId = opening.correlationId || onlyOneOf(entries);
  const code = codeOf(entries) ?? subject.code;
  return {
    trigger: opening.trigger,
    ...(opening.route !== undefined && { route: opening.route }),
    ...(provider !== undefined && { provider }),
    ...subject,
    ...(correlationId !== undefined && { correlationId }),
    ...(opening.gatewayRequestId !== undefined && { gatewayRequestId: opening.gatewayRequestId }),
    ...(code !== undefined && { code }),
    ...(status !== undefined && { status }),
    durationMs: at - beganAt,
    ...Object.fromEntries(LEGS.flatMap((leg) => toDuration(leg, msOfLeg.get(leg)))),
    events: entries.slice(0, MAX_ENTRIES).map(({ event, facts }) => ({ event, ...facts })),
    ...(entries.length > MAX_ENTRIES && { moreEvents: entries.length - MAX_ENTRIES }),
  };
}

export type InvocationLine = ReturnType<typeof toLine>;

/** The newest that is known of the operation, where the invocation was about a single one. */
function toSubject(entries: readonly Entry[]): SafeFacts {
  const logged = entries.filter(({ event }) => event === 'operation');
  const last = logged.at(-1);
  if (!last || logged.some(({ facts }) => facts.operation !== last.facts.operation)) return {};
  return Object.fromEntries(
    SUBJECT.flatMap((field) => {
      const value = last.facts[field];
      return value === undefined ? [] : [[field, value]];
    }),
  );
}

/** What the invocation goes back to, where that is one thing: it may have been triggered by a clock or a stream. */
function onlyOneOf(entries: readonly Entry[]): string | undefined {
  const ids = new Set(entries.flatMap(({ facts }) => facts.correlationId ?? facts.origin ?? []));
  const [only] = ids;
  return ids.size === 1 ? String(only) : undefined;
}

/** The problem by which the invocation ended. */
function codeOf(entries: readonly Entry[]): string | undefined {
  const problem = entries.findLast(({ event }) => event === 'problem' || event === 'internal_error');
  if (!problem) return undefined;
  return problem.event === 'problem' ? String(problem.facts.code) : problem.event;
}

function toDuration(leg: Leg, ms: number | undefined): [string, number][] {
  return ms === undefined ? [] : [[`${leg}Ms`, Math.round(ms)]];
}
