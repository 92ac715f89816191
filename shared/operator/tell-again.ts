import type { PaymentRef } from '../domain/ids.ts';
import { findOperation, withOperation } from '../domain/payment.ts';
import { EstornoError } from '../domain/problem.ts';
import { isTold } from '../domain/save.ts';
import type { Clock } from '../domain/time.ts';
import { toOperationView } from '../domain/views.ts';
import type { Ledger } from '../operation/ledger.ts';
import { toStanding } from '../operation/steps.ts';

/**
 * Tells once more how an operation stands, where an event of it was lost on its way. It is a new event, with the next
 * number of its payment, so that whoever heard the lost one after all has news that say the same.
 */
export function createTellAgain({ ledger, clock }: { ledger: Ledger; clock: Clock }) {
  return async (ref: PaymentRef, operationId: string): Promise<object> => {
    const before = toStanding(await ledger.read(ref), operationId);
    const at = clock();
    const after = await ledger.change(before.payment, (payment) => {
      const operation = findOperation(payment, operationId);
      if (!payment || !operation || !isTold(operation)) return undefined;
      return withOperation(payment, { ...operation, toldAgainAt: at });
    });
    const { payment, operation } = toStanding(after, operationId);
    if (operation.toldAgainAt === at) return toOperationView(payment, operation);
    throw new EstornoError('validation_failed', {
      detail: `The operation is ${operation.state}, which is not told. Try again when that is over.`,
    });
  };
}
