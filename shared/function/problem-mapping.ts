import type middy from '@middy/core';
import { EstornoError } from '../domain/problem.ts';
import { toRequestName } from '../http/http-event.ts';
import { problemResponse } from '../http/responses.ts';
import { toReason } from '../input/to-reason.ts';
import type { Log } from '../ports/log.ts';
import { toLoggedText } from '../ports/logged-text.ts';
import type { Trigger } from './classify-event.ts';

/** Ends a failed invocation in the form that its trigger understands: HTTP gets a problem body, everybody else the error. */
export function problemMapping(log: Log): middy.MiddlewareObj<Trigger, unknown> {
  return {
    onError: (request) => {
      const error = toEstornoError(request.error);
      logProblem(log, error);
      request.error = toPrintable(error);
      const { event: trigger } = request;
      if (trigger.type === 'http')
        request.response = problemResponse(error.name, error.facts, toRequestName(trigger.event));
    },
  };
}

/** A mistake of ours can have happened anywhere, so it says nothing of the money. Its message stays with us. */
function toEstornoError(error: unknown): EstornoError {
  if (error instanceof EstornoError) return error;
  const detail =
    'Something failed on our side. Repeat the request with the same key to learn how the operation stands.';
  return new EstornoError('internal_error', { outcome: 'unknown', detail }, { cause: error });
}

function logProblem(log: Log, { name, message, cause }: EstornoError): void {
  if (name === 'internal_error')
    log.error(name, { detail: message, cause: cause instanceof Error ? cause.name : undefined });
  else log.info('problem', { code: name });
}

/** The most characters of a message: it may name many fields. */
const MAX_MESSAGE = 1024;

/**
 * The error as a workflow gets it. The message is all that it gets beside the code, so it names every field that is wrong.
 *
 * Lambda's runtime prints the error of a failed invocation, in a line `Invoke Error`, with its message, its stack and every
 * property that can be enumerated. Of these only the code and a message that may be logged are left.
 */
function toPrintable(error: EstornoError): EstornoError {
  const detail = toLoggedText(error.facts.errors ? toReason(error) : error.message, true, MAX_MESSAGE);
  const printable = new EstornoError(error.name, { ...error.facts, detail }, { cause: error.cause });
  Object.defineProperty(printable, 'facts', { enumerable: false });
  Object.defineProperty(printable, 'stack', { value: undefined });
  return printable;
}
