import type { Outcome } from '../kit/answers.ts';
import { toCancelBody, toReadBody, toRefundListBody, toWithdrawnBody } from './bodies.ts';
import { digits, isAmount, type SopaguePayments } from './payments.ts';
import { readJson } from './read-json.ts';
import type { SopagueRefundRequests } from './refund-requests.ts';
import type { Route } from './routes.ts';
import { DOCUMENTED_TEXTS, type SopagueTexts } from './texts.ts';

/** What somebody who has logged in asks for. */
interface Asked {
  readonly route: Route;
  /** With its query. */
  readonly path: string;
  readonly account: string;
  readonly body: string;
}

/** A refusal; without a text, the one that is documented for it. */
export interface Refusal {
  readonly status: number;
  readonly text: string | undefined;
}

interface AnswersDeps {
  readonly payments: SopaguePayments;
  readonly requests: SopagueRefundRequests;
  readonly texts: SopagueTexts;
  readonly now: () => number;
}

/** Decides what a request comes to, without doing it. */
export function createAnswers({ payments, requests, texts, now }: AnswersDeps) {
  function cancel({ route: { paymentId }, account, body }: Asked): Outcome | Refusal {
    const { amount } = readJson(body);
    const text = payments.refusalToCancel(paymentId, account, amount);
    if (text !== undefined || !isAmount(amount)) return { status: 400, text };
    const json = toCancelBody({ paymentId, amount, authorizationCode: digits(6), at: now() });
    return { status: 200, json, apply: () => payments.cancel(paymentId, amount) };
  }

  function read({ route: { paymentId }, account }: Asked): Outcome | Refusal {
    if (!payments.has(paymentId, account)) return { status: 400, text: undefined };
    return { status: 200, json: toReadBody(payments.view(paymentId), texts) };
  }

  function list({ path, account }: Asked): Outcome {
    const query = new URLSearchParams(path.replace(/^[^?]*/, ''));
    return { status: 200, json: toRefundListBody(requests.list(query, account)) };
  }

  function withdraw({ account, body }: Asked): Outcome | Refusal {
    const request = requests.find(readJson(body).Id, account);
    if (!request) return { status: 400, text: undefined };
    if (request.status !== 'PENDENTE')
      return { status: 400, text: DOCUMENTED_TEXTS.notPending.replace('%s', request.status) };
    const json = toWithdrawnBody(request.id, texts.withdrawn, now());
    return { status: 200, json, apply: () => requests.withdraw(request.id) };
  }

  return (asked: Asked): Outcome | Refusal => {
    const { kind } = asked.route;
    if (kind === 'cancel') return cancel(asked);
    if (kind === 'read') return read(asked);
    if (kind === 'list_refund_requests') return list(asked);
    return kind === 'withdraw_refund_request' ? withdraw(asked) : { status: 404, text: undefined };
  };
}
