import * as z from 'zod';

const text = z.string().optional();

const lineSchema = z.looseObject({
  level: z.string(),
  message: z.literal('invocation'),
  trigger: z.string(),
  route: text,
  status: z.number().optional(),
  operation: text,
  state: text,
  outcome: text,
  attempt: z.number().optional(),
  code: text,
  correlationId: text,
  durationMs: z.number(),
  events: z.array(z.looseObject({ event: z.string() })),
});

type Line = z.infer<typeof lineSchema>;

const metricsSchema = z.looseObject({ _aws: z.unknown() });

/** Clocks trigger these all the time, with mostly nothing to do. */
const BY_CLOCK = ['sweep', 'measure'];

/**
 * What a function printed, as people read it in a terminal: an invocation in one short line, and everything else as it
 * is. Undefined for what only machines read: metrics, and sweeps that found nothing.
 */
export function toReadableLine(printed: string): string | undefined {
  const parsed = parseJson(printed);
  if (metricsSchema.safeParse(parsed).success) return undefined;
  const { data: line } = lineSchema.safeParse(parsed);
  if (!line) return printed;
  if (BY_CLOCK.includes(line.trigger) && line.events.length === 0) return undefined;
  return [toHead(line), toOperation(line), line.code, toTimes(line), toEvents(line), toTrace(line)]
    .filter((part) => part !== undefined && part !== '')
    .join(' · ');
}

function toHead({ trigger, route, status }: Line): string {
  return [route ?? trigger, status].filter((part) => part !== undefined).join(' → ');
}

function toOperation({ operation, state, outcome, attempt }: Line): string | undefined {
  return operation && `${operation} ${state} (${outcome}), attempt ${attempt}`;
}

function toTimes({ durationMs, ...line }: Line): string {
  const legs = Object.entries(line).flatMap(([name, ms]) => {
    const leg = /^(\w+)Ms$/.exec(name)?.[1];
    return leg && ms ? [`${leg} ${ms}`] : [];
  });
  return `${durationMs} ms${legs.length > 0 ? ` (${legs.join(', ')})` : ''}`;
}

/** Where something went wrong, all that is known of it. */
function toEvents({ level, events }: Line): string {
  if (level === 'ERROR') return JSON.stringify(events);
  return events
    .map(({ event }) => event)
    .filter((event) => event !== 'operation')
    .join(', ');
}

function toTrace({ correlationId }: Line): string | undefined {
  return correlationId && `trace ${correlationId}`;
}

function parseJson(printed: string): unknown {
  try {
    return JSON.parse(printed);
  } catch {
    return undefined;
  }
}
