import type middy from '@middy/core';
import { EstornoError } from '../domain/problem.ts';
import { isHttpEvent, toRequestName } from '../http/http-event.ts';
import { problemResponse } from '../http/responses.ts';
import type { Log } from '../ports/log.ts';

/**
 * Ends a failed invocation in the way its trigger understands: HTTP gets a problem body, everybody else the error.
 *
 * Must be the first middleware: middy runs `onError` from the last to the first, so the first also sees what
 * the others threw.
 */
export function problemResponses({ log }: { log: Log }): middy.MiddlewareObj {
  return {
    onError: (request) => {
      const error = toEstornoError(request.error);
      const { event } = request;
      const cause = error.cause instanceof Error ? error.cause.name : undefined;
      if (error.name === 'internal_error') log.error('internal_error', { detail: error.message, cause });
      else log.info('problem', { code: error.name });
      request.error = error;
      if (!isHttpEvent(event)) return;
      request.response = problemResponse(error.name, error.facts, toRequestName(event));
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
