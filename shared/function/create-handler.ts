import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { type SqsEvent, toSqsEvent } from '../bus/sqs-commands.ts';
import { EstornoError } from '../domain/problem.ts';
import { correlationIdOf, type HttpEvent, httpEventSchema } from '../http/http-event.ts';
import type { HttpResponse } from '../http/responses.ts';
import { withNamedFields } from '../input/with-named-fields.ts';
import type { Observer } from '../observability/observer.ts';
import { withInvocationLine } from '../observability/with-invocation-line.ts';
import type { Invocation } from '../operation/steps.ts';
import { withToldRefusals } from '../operator/with-told-refusals.ts';
import { problemResponses } from './problem-responses.ts';

/**
 * Milliseconds before the hard end at which an invocation that is still at work is answered for. The work's own
 * budgets end well before; this is for what they do not bound, such as a database that hangs.
 */
const LAST_WORDS_MS = 500;

/** What a function does, by what triggered it. */
export type Answers = {
  readonly http: (event: HttpEvent, invocation: Invocation) => Promise<HttpResponse>;
  /** Every minute. */
  readonly sweep?: (invocation: Invocation) => Promise<object>;
  /** Every few minutes. */
  readonly measure?: (invocation: Invocation) => Promise<object>;
  /** A task of a workflow. */
  readonly tasks?: (event: unknown, invocation: Invocation) => Promise<object>;
  /** Commands from the bus, a batch at a time. */
  readonly commands?: ((batch: SqsEvent, invocation: Invocation) => Promise<object>) | undefined;
  /** A person, by invoking the function. */
  readonly operator?: (event: unknown, invocation: Invocation) => Promise<object>;
};

/** A function that answers what triggered it. */
export function createHandler({ answers, observer }: { answers: Answers; observer: Observer }) {
  const operator = answers.operator && withToldRefusals(withNamedFields(answers.operator), observer.log);
  const tasks = answers.tasks && withNamedFields(answers.tasks);
  const told = { ...answers, ...(operator && { operator }), ...(tasks && { tasks }) };
  return createEntry({ answer: (event, limits) => answer(event, told, limits), observer });
}

/** The limits of one invocation, whatever triggered it. */
export type Limits = Omit<Invocation, 'trigger'>;

/** The one place that knows middy and its order. */
export function createEntry({
  answer,
  observer,
}: {
  answer: (event: unknown, limits: Limits) => Promise<unknown>;
  observer: Observer;
}) {
  const entry = middy<unknown, unknown>({
    timeoutEarlyInMillis: LAST_WORDS_MS,
    // middy aborts the signal just before it calls this, so nothing can be sent after the answer.
    timeoutEarlyResponse: () => {
      throw new EstornoError('internal_error', { outcome: 'unknown', detail: OUT_OF_TIME });
    },
  })
    .use(problemResponses({ log: observer.log }))
    .handler(async (event: unknown, context: Context, { signal }: { signal: AbortSignal }) => {
      const deadline = Date.now() + context.getRemainingTimeInMillis();
      return answer(event, { signal, deadline });
    });
  return withInvocationLine((event: unknown, context: Context) => entry(event, context), observer);
}

async function answer(event: unknown, answers: Answers, limits: Limits): Promise<unknown> {
  const trigger = triggerOf(event);
  if (trigger === 'sweep' && answers.sweep) return answers.sweep({ ...limits, trigger });
  if (trigger === 'measure' && answers.measure) return answers.measure({ ...limits, trigger });
  if (trigger === 'operator' && answers.operator) return answers.operator(event, { ...limits, trigger });
  if (isTask(event) && answers.tasks) return answers.tasks(event, { ...limits, trigger: 'task' });
  const batch = answers.commands && toSqsEvent(event);
  if (batch) return answers.commands?.(batch, { ...limits, trigger: 'bus' });
  const http = httpEventSchema.safeParse(event);
  if (http.success) {
    const correlationId = correlationIdOf(http.data);
    return answers.http(http.data, { ...limits, trigger: 'http', correlationId });
  }
  throw new EstornoError('validation_failed', { detail: 'This function does not know events of this form.' });
}

function isTask(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'action' in event;
}

function triggerOf(event: unknown): unknown {
  return typeof event === 'object' && event !== null && 'trigger' in event ? event.trigger : undefined;
}

const OUT_OF_TIME =
  'The time for this request ended. Repeat it with the same key to learn how the operation stands.';
