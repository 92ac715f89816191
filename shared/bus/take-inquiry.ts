import type { PaymentRef } from '../domain/ids.ts';
import type { Clock } from '../domain/time.ts';
import type { NotifiedInquiry } from '../operation/notifications.ts';
import type { Invocation } from '../operation/runner.ts';
import type { CommandMessage, CommandQueue } from '../ports/command-queue.ts';
import { type Log, nameOfError } from '../ports/log.ts';

/** Seconds until it is tried again while a worker holds the operation, twice as long each time: longer than its lease. */
const FIRST_DELAY_S = 5;

/** Later ones are left to the schedule of the operation: no request for an inquiry becomes a dead letter. */
const MAX_RECEIVES = 4;

export type InquiryDeps = {
  readonly inquire: (ref: PaymentRef, invocation: Invocation) => Promise<NotifiedInquiry>;
  readonly roomMs: number;
  readonly queue: Pick<CommandQueue, 'delay'>;
  readonly clock: Clock;
  readonly log: Log;
};

/** Inquires about the payment that a notification named. Returns whether the message is done; never throws. */
export async function takeInquiry(
  deps: InquiryDeps,
  message: CommandMessage,
  ref: PaymentRef,
  invocation: Invocation,
): Promise<boolean> {
  const { queue, log } = deps;
  const { messageId, receives } = message;
  const reason = await inquire(deps, ref, invocation);
  if (reason === undefined) return true;
  const isLast = receives >= MAX_RECEIVES;
  const delay = FIRST_DELAY_S * 2 ** (receives - 1);
  log.info('inquiry_delayed', { messageId, reason, receives, ...(!isLast && { delay }) });
  if (isLast) return true;
  await queue.delay(message, delay).catch((error: unknown) => {
    log.error('inquiry_not_delayed', { messageId, error: nameOfError(error) });
  });
  return false;
}

/** Why it could not be made now; undefined once it is made. */
async function inquire(
  { inquire: perform, roomMs, clock }: InquiryDeps,
  ref: PaymentRef,
  invocation: Invocation,
): Promise<string | undefined> {
  if (invocation.signal.aborted || invocation.deadline - clock() < roomMs) return 'OutOfTime';
  try {
    const result = await perform(ref, { ...invocation, trigger: 'notification' });
    return result === 'done' ? undefined : result;
  } catch (error) {
    return nameOfError(error);
  }
}
