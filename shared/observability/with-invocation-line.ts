import * as z from 'zod/mini';
import { CORRELATION_ID } from '../domain/correlation.ts';
import { correlationIdOf, isHttpEvent } from '../http/http-event.ts';
import type { Opening } from './invocation-record.ts';
import type { Observer } from './observer.ts';

/** The same entry, of whose every invocation the observer tells, however it ends. */
export function withInvocationLine<Context>(
  entry: (event: unknown, context: Context) => Promise<unknown>,
  observer: Observer,
) {
  return async (event: unknown, context: Context): Promise<unknown> => {
    observer.begin(toOpening(event), context);
    let status: number | undefined;
    try {
      const answer = await entry(event, context);
      status = answerSchema.safeParse(answer).data?.statusCode;
      return answer;
    } finally {
      observer.end({ status });
    }
  };
}

const answerSchema = z.object({ statusCode: z.number() });

const eventSchema = z.object({
  trigger: z.optional(z.enum(['sweep', 'measure', 'operator'])),
  action: z.optional(z.unknown()),
  correlationId: z.optional(z.string().check(z.regex(CORRELATION_ID))),
  Records: z.optional(z.array(z.object({ eventSource: z.optional(z.string()) }))),
});

/** What is known of an invocation by its event. */
export function toOpening(event: unknown): Opening {
  if (isHttpEvent(event))
    return { trigger: 'http', route: event.routeKey, correlationId: correlationIdOf(event) };
  const { data } = eventSchema.safeParse(event);
  if (data?.trigger !== undefined) return { trigger: data.trigger };
  if (data?.action !== undefined) return { trigger: 'task', correlationId: data.correlationId };
  const source = data?.Records?.[0]?.eventSource;
  if (source === 'aws:sqs') return { trigger: 'bus' };
  return { trigger: source === 'aws:dynamodb' ? 'stream' : 'unknown' };
}
