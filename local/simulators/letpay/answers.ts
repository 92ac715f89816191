import type { Outcome } from '../kit/answers.ts';
import { type BodyForms, toCancelBody, toRefundBody, toStatusBody } from './bodies.ts';
import type { LetpayPayments, Refusal } from './payments.ts';
import { readRefundRequest } from './refund-request.ts';
import type { LetpayRefunds } from './refunds.ts';
import type { Route } from './routes.ts';

/** What somebody who has logged in asks for. */
interface Asked {
  readonly route: Route;
  readonly account: string;
  readonly body: string;
}

interface AnswersDeps {
  readonly payments: LetpayPayments;
  readonly refunds: LetpayRefunds;
  readonly forms: BodyForms;
}

/** Decides what a request comes to, without doing it. */
export function createAnswers({ payments, refunds, forms }: AnswersDeps) {
  function cancel({ route: { id, family }, account }: Asked): Outcome | Refusal {
    const refusal = payments.refusalToCancel(id, family, account);
    return refusal ?? { status: 200, json: toCancelBody(id), apply: () => payments.cancel(id) };
  }

  function read({ route: { id }, account }: Asked): Outcome | Refusal {
    const refusal = payments.refusalToRead(id, account);
    return refusal ?? { status: 200, json: toStatusBody(payments.view(id), forms) };
  }

  function refund({ account, body }: Asked): Outcome | Refusal {
    const request = readRefundRequest(body);
    if (!request) return { status: 400, code: '00.01.0044' };
    const refusal = refunds.refusal(request, account);
    if (refusal) return { ...refusal, about: request.paymentToken };
    const made = refunds.propose(request.paymentToken, request.amount);
    return { status: 200, json: toRefundBody(made, forms), apply: () => refunds.accept(made) };
  }

  /** The pages show no other refusal of a read than this one, so another account's is not found either. */
  function readRefund({ route: { id }, account }: Asked): Outcome | Refusal {
    const found = refunds.find(id, account);
    if (!found) return { status: 404, code: '00.01.0068', about: id };
    return { status: 200, json: toRefundBody(found, forms) };
  }

  /** A bare array, which has no place for the next token. */
  function listRefunds({ route: { id }, account }: Asked): Outcome | Refusal {
    if (payments.refusalToRead(id, account)) return { status: 404, code: '00.01.0038', about: id };
    return { status: 200, json: refunds.of(id).map((one) => toRefundBody(one, forms)) };
  }

  return (asked: Asked): Outcome | Refusal => {
    const { kind } = asked.route;
    if (kind === 'cancel') return cancel(asked);
    if (kind === 'read') return read(asked);
    if (kind === 'refund') return refund(asked);
    if (kind === 'read_refund') return readRefund(asked);
    return kind === 'list_refunds' ? listRefunds(asked) : { status: 404, code: undefined };
  };
}
