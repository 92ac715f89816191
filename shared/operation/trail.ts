import * as z from 'zod/mini';
import { type Requester, requesterSchema } from './requester.ts';

/** Steps that are kept of one operation: its first ones, and its last ones. */
const FIRST = 2;
const LAST = 4;

/** Requests of one step that are kept, the newest. */
const MAX_REQUESTS = 2;

/** The longest text that is kept, in characters. With 32 operations all trails take less than 190 kB. */
const MAX_TEXT = 96;

const text = z.string();

/** One request to the provider, and what came back; never a body, a header or a credential. */
const exchangeSchema = z.looseObject({
  at: z.number(),
  ms: z.number(),
  /** Method and path. */
  request: text,
  /** `answered`, `lost` or `not_sent`. */
  is: text,
  status: z.optional(z.number()),
  /** sha256 of the answer's JSON, as it was parsed. */
  sha256: z.optional(text),
});

type Infer<Shape extends z.core.$ZodShape> = z.infer<z.ZodMiniObject<Shape>>;

export type Exchanged = Readonly<Infer<(typeof exchangeSchema)['shape']>>;

/** One step of work on an operation, or a command of a person about it. Instants are epoch milliseconds. */
export const trailEntrySchema = z.looseObject({
  at: z.number(),
  /** What triggered it. */
  by: text,
  step: z.enum(['preflight', 'attempt', 'inquiry', 'command']),
  /** Who asked for it, where that is another than who asked for the operation. */
  requester: z.optional(requesterSchema),
  /** What the answer was classified as. */
  result: text,
  /** The state that the operation was in then. */
  state: text,
  requests: z.array(exchangeSchema),
  /** Steps between this one and the one before that are not kept. */
  left: z.optional(z.number()),
});

export type TrailEntry = Readonly<
  Omit<Infer<(typeof trailEntrySchema)['shape']>, 'requests' | 'requester'>
> & {
  readonly requests: readonly Exchanged[];
  readonly requester?: Requester | undefined;
};

/** The trail with one more step, cut short in its middle where it has become long. */
export function withEntry(trail: readonly TrailEntry[], entry: TrailEntry): TrailEntry[] {
  const requests = entry.requests.slice(-MAX_REQUESTS).map((one) => ({ ...one, request: cut(one.request) }));
  const whole = [...trail, { ...entry, result: cut(entry.result), requests }];
  if (whole.length <= FIRST + LAST) return whole;
  const [dropped, next, ...rest] = whole.slice(FIRST);
  if (!dropped || !next) return whole;
  return [...whole.slice(0, FIRST), { ...next, left: 1 + (dropped.left ?? 0) + (next.left ?? 0) }, ...rest];
}

function cut(long: string): string {
  return long.slice(0, MAX_TEXT);
}
