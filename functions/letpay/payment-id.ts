/** LetPay's ids of payments, its payment tokens. In lower case only, so that one payment has one record. */
export const PAYMENT_ID = {
  pattern: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  describe: 'a LetPay payment token: a UUID in lower case',
  absent: '########-####-4###-8###-############',
};
