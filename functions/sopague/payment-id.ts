/** SoPague's ids of payments. */
export const PAYMENT_ID = {
  pattern: /^[0-9]{42}$/,
  describe: 'a SoPague payment id: 42 digits',
  /** Of no terminal: ids in the examples begin with the terminal's number. Inferred. */
  absent: `${'0'.repeat(26)}${'#'.repeat(16)}`,
};
