import type { EpochMs } from '../domain/time.ts';

/** One record of the ledger's stream. */
export type LedgerRecord = {
  /** Names the payment: equal for all records of one. */
  readonly key: string;
  /** Its place in the stream. */
  readonly sequenceNumber: string;
  readonly savedAt: EpochMs;
  /** The item after the save. @throws Error when it cannot be read */
  readonly readImage: () => unknown;
};
