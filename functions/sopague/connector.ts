import type { Answer } from '../../shared/domain/answer.ts';
import type { Centavos } from '../../shared/domain/money.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import { toClosing } from '../../shared/domain/windows.ts';
import type { CancelContext, Connector, SendToProvider } from '../../shared/provider/connector.ts';
import { toAnswer, toLookup, toReading } from './answers.ts';
import { PAYMENT_ID } from './capabilities.ts';
import { sopagueNotification } from './notification.ts';
import { sopagueRefunds } from './refunds.ts';
import { toCancel, toFirstRequests, toLookUp } from './requests.ts';
import { sopagueSession } from './session.ts';
import { CANCEL_CAPTURED, toWindows } from './windows.ts';
import { type Credentials, credentialsSchema } from './wire.ts';

/**
 * SoPague: cancels card payments, in centavos, and answers at once. Captured payments only on the day they were
 * processed.
 *
 * @source https://docs.sopague.com.br/en/pagamentosAPI/cancelarPagamento (read 2026-11-21)
 */
export const sopague: Connector<Credentials> = {
  id: 'sopague',
  name: 'SoPague',
  baseUrls: {
    sandbox: 'https://api-hmg.sopague.com.br/gateway',
    production: 'https://api.sopague.com.br/gateway',
  },
  credentials: credentialsSchema,
  session: sopagueSession,
  notification: sopagueNotification,
  /** How long a request may still take effect is not documented: 15 minutes is our guess. */
  policy: { settleMs: 15 * MINUTE_MS, readsShowWork: false },
  paymentId: PAYMENT_ID,

  cancelWindow: ({ capturedAt }) =>
    capturedAt === undefined ? undefined : toClosing(CANCEL_CAPTURED, capturedAt),

  preview: toFirstRequests,

  async cancel({ amount }, context, send) {
    const { paymentId, alreadyApplied } = context;
    if (amount === undefined || alreadyApplied > 0) return cancelWithin(amount, context, send);
    const answer = await cancelAmount(paymentId, amount, send);
    if (answer.is !== 'doubt' || !answer.no) return answer;
    return (await isTooMuch(paymentId, amount, send))
      ? { is: 'refused', code: 'amount_exceeds_available', words: answer.words }
      : answer;
  },

  async read(operation, { paymentId }, send) {
    return toReading(toLookup(paymentId, await send(toLookUp(paymentId))), operation);
  },

  refunds: sopagueRefunds,
  windows: toWindows,
};

/** Reads the payment first: SoPague wants an amount, and only the payment knows what all of it is. */
async function cancelWithin(
  asked: Centavos | undefined,
  { paymentId, alreadyApplied }: CancelContext,
  send: SendToProvider,
): Promise<Answer> {
  const reply = await send(toLookUp(paymentId));
  if (reply.is === 'not_sent') return reply;
  const lookup = toLookup(paymentId, reply);
  if (lookup.is === 'not_found') return { is: 'refused', code: 'payment_not_found', words: lookup.words };
  if (lookup.is === 'unreadable' || lookup.total === undefined) {
    return {
      is: 'not_sent',
      code: 'provider_unavailable',
      detail: 'The payment could not be read, so nothing was sent.',
    };
  }
  if (lookup.canceled) return { is: 'refused', code: 'already_canceled', paymentStatus: 'canceled' };
  const left = lookup.total - alreadyApplied;
  const amount = asked ?? left;
  if (left <= 0 || amount > left) return { is: 'refused', code: 'amount_exceeds_available' };
  const answer = await cancelAmount(paymentId, amount, send);
  const isRest = asked === undefined && alreadyApplied > 0;
  return isRest && answer.is === 'done'
    ? confirmRest({ paymentId, total: lookup.total }, answer, send)
    : answer;
}

/**
 * No page says that `value` stays what it was once a part is canceled. If it shows what is left, less than the rest was sent:
 * a look tells, since it is another one now.
 */
async function confirmRest(
  { paymentId, total }: { readonly paymentId: string; readonly total: Centavos },
  answer: Answer,
  send: SendToProvider,
): Promise<Answer> {
  const lookup = toLookup(paymentId, await send(toLookUp(paymentId)));
  if (lookup.is === 'found' && (lookup.canceled || lookup.total === total || lookup.total === 0))
    return answer;
  return { is: 'doubt', why: 'the rest was canceled, and something may be left of the payment' };
}

/** More than the whole payment cannot have been canceled, so a no in unknown words is then a clear one. */
async function isTooMuch(paymentId: string, amount: Centavos, send: SendToProvider): Promise<boolean> {
  const lookup = toLookup(paymentId, await send(toLookUp(paymentId)));
  return lookup.is === 'found' && lookup.total !== undefined && amount > lookup.total;
}

async function cancelAmount(paymentId: string, amount: Centavos, send: SendToProvider): Promise<Answer> {
  return toAnswer(paymentId, amount, await send(toCancel(paymentId, amount)));
}
