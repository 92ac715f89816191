import { isFinal, leaseOf, type Operation } from '../../shared/operation/operation.ts';
import { findOperation, type Payment } from '../../shared/operation/payment.ts';
import type { Findings } from './violation.ts';

/** What is published of each state; of a request that is out, nothing is. */
const NAMES: Readonly<Record<Operation['state'], string>> = {
  accepted: 'Accepted',
  sending: '',
  unknown: 'Unknown',
  processing: 'Processing',
  awaiting_approval: 'NeedsOperator',
  manual_review: 'NeedsReview',
  succeeded: 'Succeeded',
  failed: 'Failed',
};

/** Holds the events that saves publish to the states that they tell of. */
export function createEventWatch({ findings: { holds } }: { findings: Findings }) {
  return {
    saved(before: Payment | undefined, after: Payment): void {
      const { event } = after;
      const told = event && findOperation(after, event.operationId);
      if (event) checkEvent({ holds }, event.type, told, findOperation(before, event.operationId));
      for (const operation of after.operations) {
        const isNews = isSettledNews(findOperation(before, operation.id), operation);
        const says = () => `${operation.id} ${operation.state}`;
        holds(!isNews || told?.id === operation.id, 'E1 what is new is published', says);
      }
    },
  };
}

/** It has come to a state that nobody is at work on, and that was not the last one that was published. */
function isSettledNews(before: Operation | undefined, after: Operation): boolean {
  if (leaseOf(after) || NAMES[after.state] === '') return false;
  return isFinal(after) ? before?.state !== after.state : before?.lastPublishedState !== after.state;
}

function checkEvent(
  { holds }: Pick<Findings, 'holds'>,
  type: string,
  operation: Operation | undefined,
  before: Operation | undefined,
): void {
  const says = () => `${type} of ${operation?.id} ${operation?.state}`;
  holds(operation !== undefined, 'E2 an event tells of an operation of the payment', says);
  if (!operation) return;
  const subject = operation.kind === 'cancellation' ? 'PaymentCancellation' : 'PaymentRefund';
  const isWithdrawn = operation.state === 'failed' && operation.withdrawn === true;
  const isPaid = paidAfterwardsAtOf(before) !== paidAfterwardsAtOf(operation);
  const name = isWithdrawn ? 'Withdrawn' : isPaid ? 'PaidAfterwards' : NAMES[operation.state];
  holds(type === `${subject}${name}`, 'E2 an event tells of the state that is saved with it', says);
  const isAsked = before?.republishRequestedAt !== operation.republishRequestedAt;
  const isFirst = before === undefined && operation.state === 'accepted' && operation.kind === 'refund';
  const mayBe = !leaseOf(operation) || isFirst || isAsked;
  holds(mayBe, 'E3 nothing is published that somebody is still at work on', says);
  const isAgain = before?.lastPublishedState === operation.state;
  holds(!isAgain || isAsked || isPaid, 'E4 a state is published once', says);
}

function paidAfterwardsAtOf(operation: Operation | undefined): number | undefined {
  return operation?.state === 'succeeded' ? operation.paidAfterwardsAt : undefined;
}
