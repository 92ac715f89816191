import * as z from 'zod/mini';
import type { PaymentRef } from '../domain/ids.ts';
import { EstornoError } from '../domain/problem.ts';
import { requireAccount } from '../operation/accounts.ts';
import { askedAmount } from '../operation/amounts.ts';
import { refundIdOf } from '../operation/attempt-facts.ts';
import type { Operation } from '../operation/operation.ts';
import { resumeIfPossible } from '../operation/operations.ts';
import type { OperationContext } from '../operation/payment.ts';
import { type Invocation, openSession } from '../operation/runner.ts';
import type { ArrivedReply } from '../ports/exchange.ts';
import type { BaseCredentials, FiledRequest, ManualRefund } from '../provider/connector.ts';
import { decideForPerson, operationShape, readOperation, refuse, toView } from './operation-command.ts';
import type { OperatorDeps } from './operator-deps.ts';

export const attachSchema = z.object({
  command: z.literal('attach'),
  ...operationShape,
  requestId: z.string('is required'),
});

/** No page says that the two codes are the same, so that it is no reason to refuse. */
const OTHER_CODE =
  'The request has another authorization code than the payment: make sure that it was filed for this payment.';

/**
 * Records which request at the provider a person filed for a refund. From then on the refund follows that request. It is
 * looked up first: a request for another amount, or one that is closed, is refused.
 */
export async function attach<C extends BaseCredentials>(
  deps: OperatorDeps<C>,
  command: z.infer<typeof attachSchema>,
  invocation: Invocation,
): Promise<object> {
  const { requestId } = command;
  const { connector } = deps;
  const { manualRefund } = connector;
  if (!manualRefund) throw refuse(`${connector.name} has no refund requests that people file.`);
  if (!manualRefund.requestId.pattern.test(requestId))
    throw refuse(`The request id must be ${manualRefund.requestId.describe}.`);
  const before = await readOperation(deps, command);
  const filed = await findRequest(deps, before.payment, { manualRefund, requestId }, invocation);
  const { isForPayment } = requireFitting(filed, before.operation, { requestId, provider: connector.name });
  const context = await decideForPerson(deps, before, { type: 'attach_request', requestId }, invocation);
  if (context.operation.requestId !== requestId) throw toRefusal(context, requestId);
  const resumed = await resumeIfPossible(deps, context, invocation);
  return { ...toView(resumed), ...(isForPayment === false && { warning: OTHER_CODE }) };
}

type Wanted = { readonly manualRefund: ManualRefund; readonly requestId: string };

/** @throws EstornoError where the provider could not be asked */
async function findRequest<C extends BaseCredentials>(
  deps: OperatorDeps<C>,
  ref: PaymentRef,
  { manualRefund, requestId }: Wanted,
  invocation: Invocation,
): Promise<FiledRequest> {
  const account = requireAccount(await deps.accounts.find(ref.merchantId));
  const session = openSession(deps, { account, invocation });
  try {
    const replies: ArrivedReply[] = [];
    for (const request of manualRefund.toFindRequests(requestId, ref)) {
      const reply = await session.send(request);
      if (reply.is === 'not_sent')
        throw new EstornoError(reply.code, { outcome: 'pending', detail: reply.detail });
      replies.push(reply);
    }
    return manualRefund.toFiled(replies, requestId, ref);
  } finally {
    await session.close();
  }
}

type Found = Extract<FiledRequest, { is: 'found' }>;

/** The request as it was found. @throws EstornoError where it is not one for this refund */
function requireFitting(
  filed: FiledRequest,
  operation: Operation,
  { requestId, provider }: { readonly requestId: string; readonly provider: string },
): Found {
  if (filed.is === 'not_found') throw refuse(`${provider} has no request ${requestId}.`);
  if (filed.is === 'unavailable') throw new EstornoError('provider_unavailable', { outcome: 'pending' });
  const { amount, isOpen } = filed;
  if (!isOpen) throw refuse(`The request ${requestId} is closed: it was rejected or withdrawn.`);
  if (amount === undefined) throw refuse(`The amount of the request ${requestId} cannot be read.`);
  const asked = askedAmount(operation);
  if (asked !== undefined && amount !== asked)
    throw refuse(`The request is for ${amount} centavos, and the refund for ${asked}.`);
  if (operation.state === 'failed')
    throw refuse(
      `This refund has failed, and the request ${requestId} can still move money: withdraw it at ${provider}.`,
    );
  return filed;
}

/** Why the refund does not follow the request. */
function toRefusal({ payment, operation }: OperationContext, requestId: string): EstornoError {
  const id = requestId.toLowerCase();
  const other = payment.operations.find(
    (one) => one.id !== operation.id && refundIdOf(one)?.toLowerCase() === id,
  );
  if (other)
    return refuse(
      `The request ${requestId} belongs to ${other.id} already: file one request for each refund.`,
    );
  if (operation.requestId !== undefined)
    return refuse(`This refund follows the request ${operation.requestId} already.`);
  return refuse(
    `A request can be attached only to a refund that is awaiting_approval; this one is ${operation.state}.`,
  );
}
