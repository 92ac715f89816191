import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { EstornoError } from './domain/problem.ts';
import { type HttpEvent, httpEventSchema } from './http/http-event.ts';
import type { HttpResponse } from './http/responses.ts';
import { problemResponses } from './middleware/problem-responses.ts';
import type { Invocation } from './operations/steps.ts';
import type { Log } from './runtime/log.ts';

/**
 * Milliseconds before the hard end at which an invocation that is still at work is answered for. The work's own
 * budgets end well before; this is for what they do not bound, such as a database that hangs.
 */
const LAST_WORDS_MS = 500;

/** The one place that knows middy and its order. `answer` gets the limits of the invocation beside the event. */
export function createHandler({
  answer,
  log,
}: {
  answer: (event: HttpEvent, invocation: Invocation) => Promise<HttpResponse>;
  log: Log;
}) {
  return middy<unknown, unknown>({
    timeoutEarlyInMillis: LAST_WORDS_MS,
    // middy aborts the signal just before it calls this, so nothing can be sent after the answer.
    timeoutEarlyResponse: () => {
      throw new EstornoError('internal_error', { outcome: 'unknown', detail: OUT_OF_TIME });
    },
  })
    .use(problemResponses({ log }))
    .handler(async (event: unknown, context: Context, { signal }: { signal: AbortSignal }) => {
      const deadline = Date.now() + context.getRemainingTimeInMillis();
      return answer(httpEventSchema.parse(event), { signal, deadline, trigger: 'http' });
    });
}

const OUT_OF_TIME =
  'The time for this request ended. Repeat it with the same key to learn how the operation stands.';
