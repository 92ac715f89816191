import type { PaymentRef } from '../domain/ids.ts';
import type { Operation } from '../domain/operation.ts';
import { findOperation, type Payment, withOperation } from '../domain/payment.ts';
import { EstornoError } from '../domain/problem.ts';
import { attached } from '../domain/transitions/prepared.ts';
import { toOperationView } from '../domain/views.ts';
import type { Operations } from '../operation/operations.ts';
import { createSteps, type Invocation, type OperationsDeps, toStanding } from '../operation/steps.ts';
import type { BaseCredentials, FiledRequest, RefundRequests } from '../provider/connector.ts';

/** No page says that the two codes are the same, so that it is no reason to refuse. */
const ANOTHER_CODE =
  'The request has another authorization code than the payment: make sure that it was filed for this payment.';

type Attach = { readonly operationId: string; readonly requestId: string };

/**
 * Takes down which request at the provider a person filed for a refund. From then on the refund follows what becomes of
 * that request. It is looked up first: another amount, or a request that is over, is a mistake.
 */
export function createAttach<C extends BaseCredentials>(
  deps: OperationsDeps<C> & { readonly operations: Pick<Operations, 'resumeIfPossible'> },
) {
  const { connector, ledger, sessions, accounts, operations, clock } = deps;
  const { toCall } = createSteps(deps);

  return async (
    ref: PaymentRef,
    { operationId, requestId }: Attach,
    invocation: Invocation,
  ): Promise<object> => {
    const { requests } = connector.refunds;
    if (!requests) throw refused(`${connector.name} has no requests that people decide.`);
    if (!requests.id.pattern.test(requestId)) throw refused(`The request must be ${requests.id.describe}.`);
    const before = toStanding(await ledger.read(ref), operationId);
    const { isForPayment } = await check(before.operation, ref, { requests, requestId, invocation });

    const saved = await ledger.change(before.payment, (payment) => {
      const operation = findOperation(payment, operationId);
      if (follows(payment, operationId, requestId)) return payment;
      const decided = operation && attached(operation, requestId, clock());
      return payment && decided && withOperation(payment, decided);
    });
    const standing = toStanding(saved, operationId);
    if (standing.operation.refundId !== requestId) {
      const { state, refundId } = standing.operation;
      const other = follows(saved, operationId, requestId);
      if (other) throw refused(`The request ${requestId} is that of ${other.id} already: file one for each.`);
      throw refused(
        refundId === undefined
          ? `Only a refund that is awaiting_approval takes a request; this one is ${state}.`
          : `This refund follows the request ${refundId} already.`,
      );
    }
    const { payment, operation } = await operations.resumeIfPossible(standing, invocation);
    return {
      ...toOperationView(payment, operation),
      ...(isForPayment === false && { warning: ANOTHER_CODE }),
    };
  };

  async function check(
    { amount, before, state }: Operation,
    ref: PaymentRef,
    { requests, requestId, invocation }: Search,
  ): Promise<FiledRequest> {
    const hold = sessions.open(await accounts.find(ref.merchantId), toCall(invocation));
    const found = await requests
      .find(requestId, ref, (request) => hold.send(request))
      .finally(() => hold.close());
    if (found === 'not_found') throw refused(`${connector.name} knows no request ${requestId}.`);
    if (found === 'cannot_tell') throw new EstornoError('provider_unavailable', { outcome: 'pending' });
    if (!found.open) throw refused(`The request ${requestId} is over: it was rejected or taken back.`);
    if (found.amount === undefined) throw refused(`The amount of the request ${requestId} cannot be read.`);
    const wanted = amount ?? before?.left;
    if (wanted !== undefined && found.amount !== wanted) {
      throw refused(`The request is about ${found.amount} centavos, and the refund about ${wanted}.`);
    }
    if (state === 'failed') {
      throw refused(
        `This refund is over, and the request ${requestId} can still move money: take it back at ${connector.name}.`,
      );
    }
    return found;
  }
}

/** Another refund of the payment that follows this request. One request gives money back once. */
function follows(
  payment: Payment | undefined,
  operationId: string,
  requestId: string,
): Operation | undefined {
  const id = requestId.toLowerCase();
  return payment?.operations.find((one) => one.id !== operationId && one.refundId?.toLowerCase() === id);
}

type Search = {
  readonly requests: RefundRequests;
  readonly requestId: string;
  readonly invocation: Invocation;
};

function refused(detail: string): EstornoError {
  return new EstornoError('validation_failed', { detail });
}
