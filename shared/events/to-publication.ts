import type { PaymentRef } from '../domain/ids.ts';
import { isFinal, type Operation } from '../operation/operation.ts';
import { isNewer, NewerSchema, parsePayment } from '../operation/payment.ts';
import type { FlowStart } from '../ports/flow-starter.ts';
import { type OperationEvent, toOperationEvent } from './operation-event.ts';

/** What one save of a payment publishes, and the flow that then drives the operation, where one does. */
export type Publication = { readonly event: OperationEvent['event']; readonly flow?: FlowStart | undefined };

/**
 * What an image of a ledger item publishes; undefined where that is nothing.
 * @throws NewerSchema for an item of a newer version of this code
 * @throws Error for an item of another form
 */
export function toPublication(image: unknown): Publication | undefined {
  if (isNewer(image)) throw new NewerSchema();
  const found = toOperationEvent(parsePayment(image));
  return found && { event: found.event, flow: toFlowStart(found.event.detail, found.operation) };
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
  } as const;
  return { name: operation.id, input };
}
