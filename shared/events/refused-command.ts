import type { EstornoError } from '../domain/problem.ts';
import type { Command } from '../operation/command.ts';
import type { OutgoingEvent } from '../ports/event-bus.ts';
import { toEventId } from './operation-event.ts';

/** What is known of a command that was refused. Null: the command does not contain it, or not in a readable form. */
export type RefusedCommand = {
  /** The id of the event that brought the command. */
  readonly commandId: string;
  readonly kind: Command['kind'];
  /** Whose producer sent it, as the bus says. What the command itself says is not trusted. */
  readonly merchantId: string | null;
  readonly provider: string | null;
  readonly paymentId: string | null;
  readonly idempotencyKey: string | null;
};

/** The event of a command from the bus that began no operation. The same command refused again is the same event. */
export function toRefusedEvent(
  { commandId, kind, merchantId, provider, paymentId, idempotencyKey }: RefusedCommand,
  { name: code, message, facts }: EstornoError,
) {
  const { errors, paymentStatus, suggestion, amounts } = facts;
  return {
    type: kind === 'cancellation' ? 'PaymentCancellationFailed' : 'PaymentRefundFailed',
    detail: {
      eventId: toEventId('refused', commandId),
      sequence: null,
      id: null,
      ...{ kind, merchantId, provider, paymentId, idempotencyKey },
      state: 'failed',
      outcome: 'not_applied',
      problem: { code, detail: message, errors, paymentStatus, suggestion, amounts },
      commandId,
    },
  } as const satisfies OutgoingEvent;
}
