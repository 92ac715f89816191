import * as z from 'zod/mini';
import type { PaymentRef } from '../domain/ids.ts';
import { isFinal, type Operation } from '../domain/operation.ts';
import { NewerSchema, type Payment, paymentSchema, SCHEMA } from '../domain/payment.ts';
import type { FlowStart } from '../ports/flow-starter.ts';
import { type OperationEvent, toOperationEvent } from './operation-event.ts';

/** What one save of a payment has to tell, and the flow that then drives the operation, where one does. */
export type News = { readonly event: OperationEvent['event']; readonly flow?: FlowStart | undefined };

/**
 * What an image of a ledger item has to tell; undefined where that is nothing.
 * @throws EstornoError internal_error (503) for an item of a newer version of this code
 * @throws Error for an item of another form
 */
export function toNews(image: unknown): News | undefined {
  const found = toOperationEvent(toPayment(image));
  return found && { event: found.event, flow: toFlowStart(found.event.detail, found.operation) };
}

const schemaSchema = z.object({ schema: z.number() });

function toPayment(image: unknown): Payment {
  const { data } = schemaSchema.safeParse(image);
  if (data && data.schema > SCHEMA) throw new NewerSchema();
  const payment = paymentSchema.safeParse(image);
  if (payment.success) return payment.data;
  throw new Error('an image of the ledger has a form that is not known');
}

/** The flow drives refunds that are open. Its name is the operation's, so that each has one at most. */
function toFlowStart(
  { merchantId, provider, paymentId }: PaymentRef,
  operation: Operation,
): FlowStart | undefined {
  if (operation.kind !== 'refund' || isFinal(operation)) return undefined;
  const input = {
    action: 'settle',
    merchantId,
    provider,
    paymentId,
    operationId: operation.id,
    ...(operation.correlationId !== undefined && { correlationId: operation.correlationId }),
  } as const;
  return { name: operation.id, input };
}
