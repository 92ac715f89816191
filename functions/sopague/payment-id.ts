/** SoPague's ids of payments. */
export const PAYMENT_ID = { pattern: /^[0-9]{42}$/, describe: 'a SoPague payment id: 42 digits' };
