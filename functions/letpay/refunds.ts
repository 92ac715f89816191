import type { Clocks, Outlook, Reading } from '../../shared/domain/answer.ts';
import type { Centavos } from '../../shared/domain/money.ts';
import type { Operation } from '../../shared/domain/operation.ts';
import { MINUTE_MS, toInstant } from '../../shared/domain/time.ts';
import type { CancelContext, Refunds, SendToProvider } from '../../shared/provider/connector.ts';
import { toAmounts, toReading } from './answers.ts';
import { toListReading, toObstacle, toRefundAnswer, toRefundReading, toRefunds } from './refund-answers.ts';
import { toCancel, toRefund, toRefundList, toStatusRead } from './requests.ts';
import { NEEDS_PEOPLE, toRefundClosing } from './windows.ts';

/** Statuses, in our words, in which LetPay's map still has a way to `CANCELED`. */
const UNPAID: readonly string[] = ['created', 'processing', 'held', 'in_analysis'];

/**
 * LetPay's refunds: of what is paid, in whole or in part, each with an id of its own. A second request is a second
 * refund, so the refunds that are there are noted before one is sent, and compared after a doubt.
 *
 * @source https://developer.letpay.co/docs/refund/refund-content (read 2026-11-21)
 */
export const letpayRefunds: Refunds = {
  /** How long a request may still take effect is not documented: 15 minutes is our guess. */
  policy: { settleMs: 15 * MINUTE_MS, readsShowWork: true },

  async look(operation, context, send) {
    const { paymentId } = context;
    const reply = await send(toStatusRead(paymentId));
    if (reply.is === 'not_sent') return { is: 'cannot_tell', code: reply.code, detail: reply.detail };
    const reading = toReading(paymentId, reply, false);
    if (reading.paymentStatus === undefined) return unreadable();
    if (reading.code === 'payment_not_found') return { is: 'refused', code: 'payment_not_found' };
    if (operation.way === 'void' && UNPAID.includes(reading.paymentStatus)) return toVoid(operation);
    return (
      toObstacle(reading.paymentStatus) ??
      toClosed(operation, reading.clocks ?? {}) ??
      snapshot(toLeft(toAmounts(reply), context), context, send)
    );
  },

  async refund(operation, { paymentId }, send) {
    return toRefundAnswer(paymentId, await send(toRefund(paymentId, toAmount(operation))));
  },

  async read(operation, { paymentId }, send) {
    const { refundId } = operation;
    if (refundId !== undefined) {
      const reply = await send({ method: 'GET', path: `/refund/${refundId}` });
      return toRefundReading(paymentId, refundId, reply);
    }
    const reading = toListReading(operation, toRefunds(paymentId, await send(toRefundList(paymentId))));
    if (reading.said !== 'not_done' || !operation.refusal) return reading;
    return explain(reading, paymentId, send);
  },

  preview: (command) => {
    const { paymentId, amount, strategy } = command;
    const mayCancel = strategy !== 'refund_only' && amount === undefined;
    return [
      toStatusRead(paymentId),
      ...(mayCancel ? [{ ...toCancel(command), onlyIf: 'held' } as const] : []),
      toRefundList(paymentId),
      { ...toRefund(paymentId, amount), onlyIf: 'paid' },
    ];
  },
};

/** Nothing was refunded: the payment says why it was refused. */
async function explain(reading: Reading, paymentId: string, send: SendToProvider): Promise<Reading> {
  const { paymentStatus } = toReading(paymentId, await send(toStatusRead(paymentId)), false);
  return { ...reading, paymentStatus, code: toObstacle(paymentStatus)?.code };
}

function toVoid({ amount }: Operation): Outlook {
  if (amount === undefined) return { is: 'void' };
  const detail = 'The payment is not paid yet, and LetPay cancels whole payments only: leave `amount` out.';
  // No suggestion: whoever follows one blindly would cancel all of it.
  return { is: 'refused', code: 'partial_not_supported', detail };
}

function toClosed({ capturedAt, createdAt }: Operation, clocks: Clocks): Outlook | undefined {
  if (NEEDS_PEOPLE.includes(clocks.method ?? '')) {
    const detail = 'LetPay wants a PIX key for this method, which this API does not take.';
    return { is: 'refused', code: 'manual_action_required', detail };
  }
  const closing = toRefundClosing({ ...clocks, capturedAt: capturedAt ?? clocks.capturedAt });
  // What was asked for in time is not refused for having waited.
  if (!closing || createdAt < closing.refusedFrom) return undefined;
  const detail = `This payment could be refunded until ${toInstant(closing.closesAt)}, by the rule ${closing.rule}.`;
  return { is: 'refused', code: 'refund_window_closed', detail, closing };
}

async function snapshot(
  left: Centavos | undefined,
  { paymentId }: CancelContext,
  send: SendToProvider,
): Promise<Outlook> {
  const reply = await send(toRefundList(paymentId));
  if (reply.is === 'not_sent') return { is: 'cannot_tell', code: reply.code, detail: reply.detail };
  const refunds = toRefunds(paymentId, reply);
  if (!refunds) return unreadable();
  return { is: 'refund', left, refundIds: refunds.map(({ refundId }) => refundId) };
}

/**
 * Never more than what this ledger did not give back yet, whatever the provider shows. That nothing was received of what
 * is paid is no amount to go by.
 */
function toLeft(
  { received = 0, refunded = 0 }: { received?: Centavos | undefined; refunded?: Centavos | undefined },
  { alreadyApplied }: CancelContext,
): Centavos | undefined {
  return received === 0 ? undefined : received - Math.max(refunded, alreadyApplied);
}

/** Absent means the whole payment to LetPay; where a part of it is gone, the rest has to be said. */
function toAmount({ amount, before }: Operation): Centavos | undefined {
  return amount ?? (before && before.refundIds.length > 0 ? before.left : undefined);
}

function unreadable(): Outlook {
  return {
    is: 'cannot_tell',
    code: 'provider_unavailable',
    detail: 'The payment could not be read, so nothing was sent.',
  };
}
