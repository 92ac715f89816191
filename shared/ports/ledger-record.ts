/** One record of the ledger's stream. */
export type LedgerRecord = {
  /** Names the payment: equal for all records of one. */
  readonly key: string;
  /** The item after the save. @throws Error when it cannot be read */
  readonly readImage: () => unknown;
};
