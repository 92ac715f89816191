import type { Log } from '../ports/log.ts';
import type { AttemptResult } from '../provider/attempt-result.ts';
import type { InquiryResult } from '../provider/payment-snapshot.ts';
import { countSent } from './attempt-facts.ts';
import { OUTCOME_OF_STATE } from './operation.ts';
import type { OperationContext } from './payment.ts';
import type { Input } from './transition/table.ts';
import { problemOf } from './view.ts';

/** Logs what one step of work on an operation came to. */
export function logStep(log: Log, { operation }: OperationContext, input: Input): void {
  const about = { operation: operation.id, state: operation.state };
  if (input.type === 'attempt')
    log.info('attempt', { ...about, attempt: input.number, ...toAttemptFacts(input.result) });
  if (input.type === 'inquiry' || input.type === 'preflight')
    log.info(input.type, { ...about, ...toInquiryFacts(input.inquiry) });
}

function toAttemptFacts(result: AttemptResult) {
  const error = 'providerError' in result ? result.providerError : undefined;
  const isUnlisted =
    (result.status === 'ambiguous' && !result.isListed) ||
    (result.status === 'indeterminate' && result.isUnlisted === true);
  return {
    result: result.status,
    unlisted: isUnlisted || undefined,
    code: 'code' in result ? result.code : undefined,
    why: result.status === 'indeterminate' ? result.reason : undefined,
    providerCode: error?.code,
    providerHttpStatus: error?.status,
  };
}

function toInquiryFacts(inquiry: InquiryResult) {
  if (inquiry.is === 'snapshot') {
    const { status, isUnlisted } = inquiry.snapshot;
    return { result: status, unlisted: isUnlisted || undefined };
  }
  return { result: inquiry.is, code: inquiry.is === 'unavailable' ? inquiry.code : undefined };
}

/** Logs how an operation stands that something was done for. */
export function logOperation<Context extends OperationContext>(
  log: Log,
  context: Context,
  more: { readonly replayed?: boolean } = {},
): Context {
  const { payment, operation } = context;
  log.info('operation', {
    operation: operation.id,
    payment: payment.payment,
    kind: operation.kind,
    method: operation.method,
    state: operation.state,
    outcome: OUTCOME_OF_STATE[operation.state],
    code: problemOf(operation)?.code,
    attempt: countSent(operation),
    origin: operation.correlationId,
    ...more,
  });
  return context;
}
