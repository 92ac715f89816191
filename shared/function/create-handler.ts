import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { SqsEvent } from '../bus/sqs-commands.ts';
import { EstornoError } from '../domain/problem.ts';
import type { HttpEvent } from '../http/http-event.ts';
import { principalOf } from '../http/principal.ts';
import type { HttpResponse } from '../http/responses.ts';
import type { Observer } from '../observability/observer.ts';
import type { Invocation } from '../operation/runner.ts';
import { classifyEvent, type EventSources, type Trigger } from './classify-event.ts';
import { invocationLine } from './invocation-line.ts';
import { problemMapping } from './problem-mapping.ts';

/**
 * Milliseconds before the hard end at which an invocation that is still at work is answered for. The work's own
 * budgets end well before; this is for what they do not bound, such as a database that hangs.
 */
const TIMEOUT_RESPONSE_MARGIN_MS = 500;

/** What a function does, by what triggered it. */
export type Answers = {
  readonly http?: (event: HttpEvent, invocation: Invocation) => Promise<HttpResponse>;
  readonly sweep?: (invocation: Invocation) => Promise<object>;
  readonly measure?: (invocation: Invocation) => Promise<object>;
  /** A task of a workflow, the stack's own flow included. */
  readonly task?: (command: unknown, invocation: Invocation) => Promise<object>;
  readonly bus?: ((batch: SqsEvent, invocation: Invocation) => Promise<object>) | undefined;
  readonly stream?: (event: unknown, invocation: Invocation) => Promise<object>;
};

export type HandlerParts = {
  readonly answers: Answers;
  readonly observer: Observer;
  /** @default events of any source */
  readonly sources?: EventSources;
};

/** A function that answers what triggered it. The one place that knows middy and its order: see docs/decisions/0017. */
export function createHandler({ answers, observer, sources }: HandlerParts) {
  const entry = middy<Trigger, unknown>({
    timeoutEarlyInMillis: TIMEOUT_RESPONSE_MARGIN_MS,
    // middy aborts the signal just before it calls this, so nothing can be sent after the answer.
    timeoutEarlyResponse: refuseForTime,
  })
    .use(classification(sources))
    .use(invocationLine(observer))
    .use(problemMapping(observer.log))
    .handler((trigger: Trigger, context: Context, { signal }: { signal: AbortSignal }) =>
      answer(trigger, answers, toInvocation(trigger, context, signal)),
    );
  // An event of any form, until the first middleware has classified it.
  return (event: unknown, context: Context): Promise<unknown> => entry(event as Trigger, context);
}

/** Parses the event, once: what triggered the invocation decides all that follows. */
function classification(sources?: EventSources): middy.MiddlewareObj<Trigger, unknown> {
  return {
    before: (request) => {
      request.event = classifyEvent(request.event, sources);
    },
  };
}

function toInvocation(trigger: Trigger, context: Context, signal: AbortSignal): Invocation {
  return {
    signal,
    deadline: Date.now() + context.getRemainingTimeInMillis(),
    trigger: trigger.type,
    isBackground: trigger.type !== 'http',
    ...(trigger.type === 'http' && { correlationId: trigger.correlationId }),
    ...toRequester(trigger),
  };
}

/** Commands of the bus have a source each. */
function toRequester(trigger: Trigger): Pick<Invocation, 'requester'> {
  if (trigger.type === 'flow') return { requester: { execution: trigger.execution } };
  const principal = trigger.type === 'http' ? principalOf(trigger.event) : undefined;
  return principal === undefined ? {} : { requester: { principal } };
}

async function answer(trigger: Trigger, answers: Answers, invocation: Invocation): Promise<unknown> {
  return dispatch(trigger, answers, invocation) ?? refuseForm();
}

/** Undefined where the function has no answer to what triggered it. */
function dispatch(trigger: Trigger, answers: Answers, invocation: Invocation): Promise<unknown> | undefined {
  switch (trigger.type) {
    case 'http':
      return answers.http?.(trigger.event, invocation);
    case 'sweep':
      return answers.sweep?.(invocation);
    case 'measure':
      return answers.measure?.(invocation);
    case 'task':
      return answers.task?.(trigger.event, invocation);
    case 'flow':
      return answers.task?.(trigger.command, invocation);
    case 'bus':
      return answers.bus?.(trigger.batch, invocation);
    case 'stream':
      return answers.stream?.(trigger.event, invocation);
    case 'unknown':
      return undefined;
  }
}

function refuseForm(): never {
  throw new EstornoError('validation_failed', { detail: 'This function does not know events of this form.' });
}

function refuseForTime(): never {
  throw new EstornoError('internal_error', { outcome: 'unknown', detail: OUT_OF_TIME });
}

const OUT_OF_TIME =
  'The time for this request ended. Repeat it with the same key to learn how the operation stands.';
