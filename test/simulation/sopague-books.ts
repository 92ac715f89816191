import { toCancelBody, toErrorBody } from '../../local/simulators/sopague/bodies.ts';
import { DEFAULT_TEXTS, DOCUMENTED_TEXTS } from '../../local/simulators/sopague/texts.ts';
import type { Answered, Books, BooksDeps } from './books.ts';
import { createSopagueRequests } from './sopague-requests.ts';

/** SoPague: amounts, whole or in part, done at once; each landing counts while something is left. */
export function createSopagueBooks({ nature, apply, applyOutside, now }: BooksDeps): Books {
  const canceled = new Map<string, number>();
  const leftOf = (paymentId: string) => nature.total - (canceled.get(paymentId) ?? 0);
  const take = (paymentId: string, amount: number) =>
    canceled.set(paymentId, nature.total - leftOf(paymentId) + amount);
  const requests = createSopagueRequests({ leftOf, take, apply, now });

  return {
    void({ paymentId, operation, amount = 0 }) {
      const left = leftOf(paymentId);
      if (amount <= 0 || amount > left) {
        return no(400, left === 0 ? DEFAULT_TEXTS.alreadyCanceled : DEFAULT_TEXTS.amountTooHigh);
      }
      take(paymentId, amount);
      apply(operation, amount);
      const body = toCancelBody({ paymentId, authorizationCode: '123456', amount, at: now() });
      return { status: 200, body };
    },
    takeIdly: () => no(500, DOCUMENTED_TEXTS.unknownError),
    read: (paymentId) => shown(paymentId, leftOf(paymentId) === 0 ? 'Cancelada' : 'Aprovada'),
    ...requests,
    refuse(kind, { token }) {
      return no(400, kind === 'clear' ? DOCUMENTED_TEXTS.notFound : `${DEFAULT_TEXTS.tooLate} ${token}`);
    },
    error: (status) => no(status, DOCUMENTED_TEXTS.unknownError),
    oddRead: (paymentId) => shown(paymentId, 'Em disputa'),
    isWorking: () => requests.isWaiting(),
    leftOf,
    pay: () => undefined,
    strangerActs(paymentId, { amount = leftOf(paymentId), fails }) {
      const given = Math.min(amount, leftOf(paymentId));
      if (given <= 0 || fails) return;
      applyOutside(paymentId, given);
      take(paymentId, given);
    },
  };

  function shown(paymentId: string, statusDescription: string): Answered {
    const cents = nature.showsRemainder ? leftOf(paymentId) : nature.total;
    const value = nature.showsReais ? cents / 100 : cents;
    return { status: 200, body: { paymentId, statusDescription, value } };
  }
}

function no(status: number, text: string): Answered {
  return { status, body: toErrorBody(text) };
}
