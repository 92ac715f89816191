import { toUuid } from '../domain/ids.ts';
import type { ProviderRequest } from '../ports/exchange.ts';
import type { BaseCredentials, Connector, Order } from '../provider/connector.ts';
import { type Method, traitsOf } from '../provider/traits.ts';
import { firstMethodOf } from './begin.ts';
import { type Command, operationIdOf } from './command.ts';
import { othersOf, type Payment } from './payment.ts';
import { isPaid } from './payment-status.ts';
import { needsPreflight } from './transition/claim.ts';
import { isWholeOnly } from './transition/refuse-amount.ts';

/** A request that a command could lead to. `onlyIf`: the status of the payment on which it depends. */
export type PreviewedRequest = {
  readonly request: ProviderRequest;
  readonly onlyIf?: 'held' | 'paid' | undefined;
};

/**
 * The requests that a command leads to first, in their order. No inquiry is made, so one that only an inquiry can complete
 * is not among them.
 */
export function previewRequests<C extends BaseCredentials>(
  connector: Connector<C>,
  command: Command,
  payment: Payment | undefined,
): readonly PreviewedRequest[] {
  const inquiries = previewInquiry(connector, command, payment);
  const isKnownToBePossible = inquiries.length === 0;
  const { kind, request } = command;
  const sends: readonly Method[] = kind === 'cancellation' ? ['void'] : ['void', 'refund'];
  return [
    ...inquiries,
    ...sends
      .filter((method) => method === 'refund' || request.strategy !== 'refund_only')
      .flatMap((method) => previewSend(connector, command, method) ?? [])
      .map((one) => (isKnownToBePossible ? { request: one.request } : one)),
  ];
}

function previewInquiry<C extends BaseCredentials>(
  connector: Connector<C>,
  command: Command,
  payment: Payment | undefined,
): readonly PreviewedRequest[] {
  const { kind, request, details } = command;
  const method = firstMethodOf(command, payment, connector.traits);
  const others = othersOf(payment, operationIdOf(command));
  if (!needsPreflight({ kind, method, request }, { rules: connector, others })) return [];
  const options = { method: kind === 'refund' ? 'refund' : method, details } as const;
  return connector.inquiry.toRequests(command, options).map((one) => ({ request: one }));
}

function previewSend<C extends BaseCredentials>(
  connector: Connector<C>,
  command: Command,
  method: Method,
): PreviewedRequest | undefined {
  const requests = method === 'void' ? connector.void : connector.refund;
  if (!requests || (method === 'refund' && connector.traits.refundBy !== 'api')) return undefined;
  const traits = traitsOf(connector.traits, method);
  const { amount } = command.request;
  if (isWholeOnly(traits) && amount !== undefined) return undefined;
  if (traits.amount === 'required' && amount === undefined) return undefined;
  const order = toOrder(command, method, traits.amount === 'never' ? undefined : amount);
  const isOfPaid = traits.allowedFrom.some(isPaid);
  const onlyIf = method === 'refund' ? 'paid' : isOfPaid ? undefined : 'held';
  return requests.isComplete?.(order) === false ? undefined : { request: requests.toRequest(order), onlyIf };
}

function toOrder(command: Command, method: Method, amount: number | undefined): Order {
  const { merchantId, provider, paymentId, details, request } = command;
  const operationId = operationIdOf(command);
  return {
    merchantId,
    provider,
    paymentId,
    method,
    operationId,
    idempotencyKey: toUuid(operationId),
    ...(amount !== undefined && { amount }),
    ...(details && { details }),
    ...(request.reason && { reason: request.reason }),
  };
}
