import type { PaymentRef } from '../domain/ids.ts';
import { OUTCOME_OF_STATE } from '../domain/operation.ts';
import { findOperation, withOperation } from '../domain/payment.ts';
import { EstornoError, type ProblemCode, type ProviderWords } from '../domain/problem.ts';
import { withdrawn } from '../domain/transitions/sending.ts';
import { toOperationSummary } from '../domain/views.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import { requirePermit } from './permits.ts';
import { createSteps, type Invocation, type OperationsDeps, type Standing, toStanding } from './steps.ts';

const UNSENT_ONLY = 'Only what provably has not been sent can be withdrawn, while nobody is at work on it.';
const IN_DOUBT = 'Whether the provider took the request back is not known: ask again.';
const PROVIDER_KEEPS = 'The provider did not take the request for this refund back.';

/** Takes an operation back: by the ledger alone while nothing was sent, else at the provider who is asked to decide. */
export function createWithdraw<C extends BaseCredentials>(deps: OperationsDeps<C>) {
  const { connector, ledger, sessions, accounts, permits, clock } = deps;
  const { toCall } = createSteps(deps);

  return async (ref: PaymentRef, operationId: string, invocation: Invocation): Promise<Standing> => {
    const before = toStanding(await ledger.read(ref), operationId);
    const { state, refundId } = before.operation;
    if (state !== 'awaiting_approval' || refundId === undefined) return save(before, { byProvider: false });

    const words = await takeBackAtProvider(before, refundId, invocation);
    if (words) throw refusal(before, PROVIDER_KEEPS, words);
    return save(before, { byProvider: true });
  };

  async function save(before: Standing, how: { byProvider: boolean }): Promise<Standing> {
    const { id } = before.operation;
    const payment = await ledger.change(before.payment, (current) => {
      const operation = findOperation(current, id);
      const decided = operation && withdrawn(operation, clock(), how);
      return current && decided && withOperation(current, decided);
    });
    const after = toStanding(payment, id);
    if (after.operation.withdrawn) return after;
    throw refusal(after, UNSENT_ONLY);
  }

  /** The provider's no, or undefined when the request is taken back. After a doubt a read tells. */
  async function takeBackAtProvider(
    before: Standing,
    refundId: string,
    invocation: Invocation,
  ): Promise<ProviderWords | undefined> {
    const { payment, operation } = before;
    const { refunds } = connector;
    if (!refunds.requests) return {};
    // It moves no money, but it is no read either.
    await requirePermit(permits, payment);
    const hold = sessions.open(await accounts.find(payment.merchantId), toCall(invocation));
    try {
      const said = await refunds.requests.withdraw(refundId, (request) => hold.send(request));
      if (said.is === 'taken_back') return undefined;
      if (said.is === 'not_sent') throw notNow(before, said.code, said.detail);
      const context = { ...payment, alreadyApplied: 0 };
      const reading = await refunds.read(operation, context, (request) => hold.send(request));
      if (reading.withdrawn) return undefined;
      if (said.is === 'doubt') throw notNow(before, 'provider_unavailable', IN_DOUBT);
      const { words = {} } = said;
      return { ...words, message: words.message && hold.redact(words.message) };
    } finally {
      await hold.close();
    }
  }
}

/** Nothing has changed, as far as anybody knows: the same may be asked again. */
function notNow({ payment, operation }: Standing, code: ProblemCode, detail?: string): EstornoError {
  return new EstornoError(code, {
    ...(detail && { detail }),
    outcome: OUTCOME_OF_STATE[operation.state],
    operation: toOperationSummary(payment, operation),
  });
}

function refusal({ payment, operation }: Standing, detail: string, words?: ProviderWords): EstornoError {
  return new EstornoError('withdraw_not_allowed', {
    detail,
    outcome: OUTCOME_OF_STATE[operation.state],
    operation: toOperationSummary(payment, operation),
    provider: words && { name: payment.provider, ...words },
  });
}
