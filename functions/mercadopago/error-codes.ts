import type { ProblemCode } from '../../shared/domain/problem.ts';
import type { Method } from '../../shared/provider/traits.ts';

/**
 * What a code says of a request. `several_meanings`: it was not executed, and the payment's state shows why.
 * `not_ours`: the payment does not exist, or belongs to another seller. `no_right`: the token may not do this. `busy`:
 * another request is at work, and this one was not taken. `outcome_unknown`: an equal request may have been executed.
 */
export type CodeMeaning =
  | ProblemCode
  | 'several_meanings'
  | 'not_ours'
  | 'no_right'
  | 'busy'
  | 'outcome_unknown';

type Row = Readonly<Partial<Record<Method, CodeMeaning>>>;

const both = (meaning: CodeMeaning): Row => ({ void: meaning, refund: meaning });
const refund = (meaning: CodeMeaning): Row => ({ refund: meaning });

const DECLINED = refund('declined_by_provider');
const MALFORMED = both('provider_rejected_request');
const SEVERAL = both('several_meanings');

/**
 * Numbers of the Payments API, from `cause[].code`. The HTTP status beside them differs from page to page, and decides
 * nothing. Where a page does not have a code, the line names who shows it.
 *
 * @source https://www.mercadopago.com.br/developers/en/reference/online-payments/checkout-pro/create-cancellation/put
 * @source https://mercadopago.com.br/developers/en/reference/chargebacks/_payments_id_refunds/post
 * @source https://mercadopago.com.br/developers/es/reference/payments/_payments_id/get (read 2026-11-30)
 */
const PAYMENTS: Readonly<Record<string, Row>> = {
  2018: { void: 'several_meanings' }, // the state does not allow a cancel, or it is canceled already
  2063: refund('several_meanings'), // the state does not allow a refund
  4296: refund('several_meanings'), // the charge is refunded already
  2000: both('not_ours'), // payment not found; also of another seller: sdk-dotnet/issues/78, devsite-docs/issues/1294
  2016: MALFORMED, // bad target status
  4017: MALFORMED, // missing target status
  4040: MALFORMED, // amount not positive
  4041: MALFORMED, // amount not a number
  4292: MALFORMED, // the idempotency key is missing
  8: MALFORMED, // unknown field: sdk-php/issues/38
  2024: refund('refund_window_closed'), // payment too old
  15016: refund('refund_window_closed'), // payment too old
  2017: refund('amount_exceeds_available'), // cart-woocommerce, src/Helpers/RefundStatusCodes.php
  3024: refund('partial_not_supported'),
  4295: refund('partial_not_supported'),
  2030: refund('merchant_balance_insufficient'), // Shoperti/Payme, MercadoPagoGateway.php
  2031: refund('merchant_balance_insufficient'), // cart-woocommerce, src/Helpers/RefundStatusCodes.php
  2022: DECLINED, // too many refunds: cart-magento2, Api/V1/Exception.php
  2025: DECLINED, // operation not refundable: Shoperti/Payme
  2027: DECLINED, // method not refundable: Shoperti/Payme
  2029: DECLINED, // no movements: Shoperti/Payme
  2085: DECLINED, // gateway operation
  3012: DECLINED, // these and the rest: charges and splits
  4211: DECLINED,
  4248: DECLINED,
  4291: DECLINED,
  4293: DECLINED,
  4294: DECLINED,
  4297: DECLINED,
  2001: both('outcome_unknown'), // the same request within the last minute
  4: both('no_right'), // the caller may not act on this resource
  7: both('no_right'), // "Unauthorized use of live credentials", also while reads work: sdk-nodejs/issues/419
};

/**
 * Words of the Orders API, from `errors[].code`.
 *
 * @source https://mercadopago.com.mx/developers/en/docs/order/status-errors/integration-errors
 * @source https://www.mercadopago.com.br/developers/en/docs/qr-code/resources/refund-errors
 * @source https://github.com/mercadopago/sdk-python, mercadopago/errors/constants.py (read 2026-11-30)
 */
const ORDERS: Readonly<Record<string, Row>> = {
  cannot_cancel_order: SEVERAL,
  cannot_refund_order: SEVERAL,
  invalid_order_status: SEVERAL,
  operation_not_supported: SEVERAL,
  order_already_cancelled: SEVERAL,
  order_already_canceled: SEVERAL,
  order_already_refunded: SEVERAL,
  failed: SEVERAL, // failed while it was processed
  order_not_found: both('not_ours'),
  transaction_not_found: both('payment_not_found'),
  refund_amount_exceeds: refund('amount_exceeds_available'),
  in_store_payment_refund_order: refund('refund_window_closed'),
  unsupported_partially_refunds: refund('partial_not_supported'),
  partial_refund_not_allowed_with_cashout: refund('partial_not_supported'),
  partial_refund_forbidden_with_tips: refund('partial_not_supported'),
  refund_in_progress: both('busy'),
  order_refund_already_in_process: both('busy'),
  resource_locked: both('busy'),
  idempotency_key_already_used: both('outcome_unknown'), // this key did something
  idempotency_validation_failed: both('outcome_unknown'),
  invalid_order_owner: both('no_right'),
  user_not_authorized: both('no_right'),
  json_syntax_error: MALFORMED,
  required_properties: MALFORMED,
  unsupported_properties: MALFORMED,
  minimum_properties: MALFORMED,
  property_type: MALFORMED,
  property_value: MALFORMED,
  maximum_items: MALFORMED,
  minimum_items: MALFORMED,
  invalid_path_param: MALFORMED,
  invalid_properties: MALFORMED,
  empty_required_header: MALFORMED,
  invalid_idempotency_key_length: MALFORMED,
  invalid_transaction_id: MALFORMED,
};

/** Without a code: a path or a method that does not exist. @source as for active_merchant's recorded answers */
const PATHS: Readonly<Record<string, Row>> = { not_found: MALFORMED, method_not_allowed: MALFORMED };

/** Every listed code. No name is in two of the tables. */
export const ERROR_CODES: Readonly<Record<string, Row>> = { ...PAYMENTS, ...ORDERS, ...PATHS };
