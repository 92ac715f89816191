/** Who and what the examples are about. The local stack has these payments. */
export const LETPAY_PAYMENT = {
  merchantId: 'loja-1',
  provider: 'letpay',
  paymentId: '8f048623-16c6-47da-aca1-546a16e8fb99',
};

export const SOPAGUE_PAYMENT = {
  merchantId: 'loja-1',
  provider: 'sopague',
  paymentId: '020080286103040952150000006201850000000000',
};

export const MERCADOPAGO_PAYMENT = {
  merchantId: 'loja-1',
  provider: 'mercadopago',
  paymentId: '18552260055',
};

export const OPERATION_ID = 'op_6c1f0b7a2d9e4f3b8a5c0d1e2f';

export const IDEMPOTENCY_KEY = 'order-4711';

/** When the examples take place. */
export const BEGUN = Date.parse('2026-11-21T10:02:00-03:00');
