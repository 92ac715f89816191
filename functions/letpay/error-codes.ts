import type { ProblemCode } from '../../shared/domain/problem.ts';
import type { Method } from '../../shared/provider/traits.ts';

/**
 * What a code says of a request, where a 4xx carries it. `several_meanings`: already done, the wrong status or something
 * else, all of which say that it was not executed. `outcome_unknown`: LetPay itself does not know.
 */
export type CodeMeaning = ProblemCode | 'several_meanings' | 'outcome_unknown';

type Row = Readonly<Partial<Record<Method, CodeMeaning>>>;

const both = (meaning: CodeMeaning): Row => ({ void: meaning, refund: meaning });

/**
 * The listed codes that can answer a cancel or a refund; every other one is unlisted. The 404 and the 502 of a cancel are
 * shown on LetPay's own pages, the rest in the list of the sister brand, which calls itself incomplete.
 *
 * @source https://developer.letpay.co/docs/two-step-payments/brazil/picpay/cancel-picpay-payment (read 2026-11-21)
 * @source https://developer.letpay.co/docs/refund/get-refund-requests-for-a-payment (read 2026-11-21)
 * @source https://github.com/guilherme-schumann/development-documentation/blob/main/docs/error-response.md (read
 *   2026-11-21)
 */
export const ERROR_CODES: Readonly<Record<string, Row>> = {
  '00.01.0013': both('payment_not_found'), // not a valid payment token
  '00.01.0038': both('payment_not_found'), // no such payment token
  '00.04.0002': both('payment_not_found'), // the payment belongs to another merchant
  '00.04.0005': both('payment_not_found'), // the payment belongs to another merchant
  '01.04.0011': both('payment_not_found'), // invalid transaction id
  '01.04.0012': both('payment_not_found'), // transaction not found
  '00.04.0006': { refund: 'not_refundable' }, // the status prevents a refund
  '00.04.0007': { void: 'not_cancelable', refund: 'not_refundable' }, // invalid payment method
  '01.05.0030': { refund: 'not_refundable' }, // the status does not allow a refund
  '01.05.0018': { void: 'cancel_window_closed', refund: 'refund_window_closed' }, // period over
  '00.04.0014': { refund: 'amount_exceeds_available' }, // refund amount too high
  '00.01.0031': { refund: 'manual_action_required' }, // needs a bank account, which this API does not take
  '00.04.0010': { void: 'several_meanings' }, // not pre-authorized; also the answer to a cancel
  '00.04.0012': both('several_meanings'), // status can not change
  '01.05.0001': both('several_meanings'), // already refunded, captured or reversed
  '01.05.0002': both('several_meanings'), // already refunded or reversed, wrong flow, or amount exceeded
  '01.05.0003': { void: 'several_meanings' }, // capture already done, or expired
  '01.05.0004': { refund: 'several_meanings' }, // refund already done, or amount too high
  '00.04.0003': both('declined_by_provider'), // the contract may not do this
  '01.03.0001': both('declined_by_provider'), // declined
  '01.03.0002': both('declined_by_provider'), // contact the issuer
  '01.03.0003': both('declined_by_provider'), // not allowed
  '01.03.0004': both('declined_by_provider'), // the merchant has to call
  '01.03.0005': both('declined_by_provider'), // risk
  '01.08.0001': both('declined_by_provider'), // unknown reason
  '00.01.0044': both('provider_rejected_request'), // malformed JSON, or a field
  '00.05.0011': both('provider_rejected_request'), // gateway misconfigured
  '00.05.0012': both('provider_rejected_request'), // refund credentials missing at LetPay
  '00.00.0000': both('outcome_unknown'), // unknown error; also shown beside a paid payment
  '00.02.0001': both('outcome_unknown'), // LetPay did not reach its own provider
  '00.03.0001': both('outcome_unknown'), // the same
  '00.03.0002': both('outcome_unknown'), // the same
  '00.03.0003': both('outcome_unknown'), // the same
  '00.03.0007': both('outcome_unknown'), // unexpected error with the acquirer
  '00.05.0001': both('outcome_unknown'), // unexpected application error
  '00.05.0003': both('outcome_unknown'), // the same
  '00.05.0004': both('outcome_unknown'), // the same
  '01.02.0001': both('outcome_unknown'), // payment provider unreachable
  '01.02.0002': both('outcome_unknown'), // "submit the transaction again"
  '01.04.0014': both('outcome_unknown'), // already sent
  '01.05.0017': both('outcome_unknown'), // already being processed
};
