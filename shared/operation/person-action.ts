import type { PaymentRef } from '../domain/ids.ts';
import { toReais } from '../domain/money.ts';
import { toInstant } from '../domain/time.ts';
import { askedAmount } from './amounts.ts';
import type { Operation } from './operation.ts';
import { approvalEndsAt } from './schedule.ts';

export const PERSON_ACTIONS = ['file_refund_request', 'record_outcome'] as const;

/** What a person has to do for an operation that waits for one. */
export type PersonAction = {
  readonly kind: (typeof PERSON_ACTIONS)[number];
  /** In a sentence. */
  readonly what: string;
  /** An instant; null where it waits for as long as that takes. */
  readonly until: string | null;
};

/** A person has to file the request for this refund at the provider. */
export function needsFiling(operation: Operation): boolean {
  return operation.state === 'awaiting_approval' && operation.requestId === undefined;
}

/** Undefined where the operation waits for nobody here. */
export function toPersonAction({ provider }: PaymentRef, operation: Operation): PersonAction | undefined {
  if (operation.state === 'manual_review')
    return {
      kind: 'record_outcome',
      what: `Find out at ${provider} whether the money was given back, and record the outcome.`,
      until: null,
    };
  if (!needsFiling(operation)) return undefined;
  return {
    kind: 'file_refund_request',
    what: `File a refund request for ${toAmountText(operation)} at ${provider}, and attach its id to this operation.`,
    until: toInstant(approvalEndsAt(operation)),
  };
}

function toAmountText(operation: Operation): string {
  const amount = askedAmount(operation);
  return amount === undefined ? 'the whole payment' : `BRL ${toReais(amount)}`;
}
