/**
 * Payments (digits) and orders (`ORD…`, older ones a bare ULID). The official plugin for Adobe Commerce distinguishes them this way.
 *
 * @source https://github.com/mercadopago/adb-payment, Helper/ApiTypeDetector.php (read 2026-11-30)
 */
export const PAYMENT_ID = {
  pattern: /^([1-9][0-9]{0,19}|ORD[0-9A-Z]{20,40}|01[0-9A-Z]{24})$/,
  describe:
    'a Mercado Pago payment id (digits) or order id (ORD…), not an id of the plugin platform (PPORD…, PPPAY…), of a transaction (PAY…) or of a refund (REF…)',
  /** Longer than those of payments, which have 12 digits at most in public reports: inferred. */
  absent: '99999##########',
};

/** Whether an id is one of the Orders API; else it is one of the Payments API. */
export function isOrder(paymentId: string): boolean {
  return !/^[0-9]{1,20}$/.test(paymentId);
}
