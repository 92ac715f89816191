import * as z from 'zod/mini';
import { type SqsEvent, toSqsEvent } from '../bus/sqs-commands.ts';
import { CORRELATION_ID, type CorrelationId } from '../domain/correlation.ts';
import { correlationIdOf, type HttpEvent, httpEventSchema } from '../http/http-event.ts';

/** What triggered an invocation, by the form of its event. */
export type Trigger =
  | { readonly type: 'http'; readonly event: HttpEvent; readonly correlationId?: CorrelationId | undefined }
  /** Every minute. */
  | { readonly type: 'sweep' }
  /** Every few minutes. */
  | { readonly type: 'measure' }
  /** A person, by invoking the function. */
  | { readonly type: 'operator'; readonly event: unknown }
  /** A task of a workflow. */
  | { readonly type: 'task'; readonly event: unknown; readonly correlationId?: CorrelationId | undefined }
  /** Commands from the bus, a batch at a time. */
  | { readonly type: 'bus'; readonly batch: SqsEvent }
  /** Records of the ledger's stream, a batch at a time. */
  | { readonly type: 'stream'; readonly event: unknown }
  | { readonly type: 'unknown' };

const eventSchema = z.object({
  trigger: z.catch(z.optional(z.enum(['sweep', 'measure', 'operator'])), undefined),
  action: z.optional(z.unknown()),
  correlationId: z.catch(z.optional(z.string().check(z.regex(CORRELATION_ID))), undefined),
  Records: z.catch(z.optional(z.array(z.object({ eventSource: z.optional(z.string()) }))), undefined),
});

/** Pure, and never throws: what it does not know is `unknown`. */
export function classifyEvent(event: unknown): Trigger {
  const { trigger, action, correlationId, Records } = eventSchema.safeParse(event).data ?? {};
  switch (trigger) {
    case 'sweep':
    case 'measure':
      return { type: trigger };
    case 'operator':
      return { type: trigger, event };
  }
  if (action !== undefined) return { type: 'task', event, correlationId };
  if (Records) return classifyBatch(event, Records[0]?.eventSource);
  const http = httpEventSchema.safeParse(event).data;
  return http ? { type: 'http', event: http, correlationId: correlationIdOf(http) } : { type: 'unknown' };
}

function classifyBatch(event: unknown, source: string | undefined): Trigger {
  if (source === 'aws:dynamodb') return { type: 'stream', event };
  const batch = toSqsEvent(event);
  return batch ? { type: 'bus', batch } : { type: 'unknown' };
}
