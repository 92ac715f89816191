import type middy from '@middy/core';
import * as z from 'zod/mini';
import { CORRELATION_ID } from '../domain/correlation.ts';
import type { HttpEvent } from '../http/http-event.ts';
import type { Opening } from '../observability/invocation-record.ts';
import type { Observer } from '../observability/observer.ts';
import type { Trigger } from './classify-event.ts';

const answerSchema = z.object({ statusCode: z.number() });

/**
 * Writes the one line of every invocation, however it ends. To be used before the mapping of problems: middy runs `onError`
 * and `after` from the last middleware to the first, so that this one sees what the caller gets.
 */
export function invocationLine(observer: Observer): middy.MiddlewareObj<Trigger, unknown> {
  const end = ({ response }: { readonly response: unknown }): void =>
    observer.end({ status: answerSchema.safeParse(response).data?.statusCode });
  return {
    before: ({ event: trigger, context }) => observer.begin(toOpening(trigger), context),
    after: end,
    onError: end,
  };
}

/** The id of the request in the access log of the gateway. */
function toGatewayId({ requestContext: { requestId } }: HttpEvent): string | undefined {
  return requestId && CORRELATION_ID.test(requestId) ? requestId : undefined;
}

/** What is known of an invocation by what triggered it. */
export function toOpening(trigger: Trigger): Opening {
  switch (trigger.type) {
    case 'http': {
      const { event, correlationId } = trigger;
      const gatewayRequestId = toGatewayId(event);
      return { trigger: trigger.type, route: event.routeKey, correlationId, gatewayRequestId };
    }
    case 'task':
      return { trigger: trigger.type, correlationId: trigger.correlationId };
    default:
      return { trigger: trigger.type };
  }
}
