import { parseId } from '../../shared/provider/tolerant-reader.ts';

/** A charge by the merchant's `txid`, or a Pix by its `endToEndId`. Both are case-sensitive. */
export const PAYMENT_ID = {
  pattern: /^[a-zA-Z0-9]{26,35}$/,
  describe: 'the txid of a charge (26 to 35 letters and digits), or the endToEndId of a Pix (E and 31 more)',
  absent: `absent${'#'.repeat(26)}`,
};

/**
 * `E`, the payer's bank, the minute, and 11 more; pages have shorter ones too. A `txid` is the merchant's own, and nobody
 * writes one like that.
 */
export function isEndToEndId(paymentId: string): boolean {
  return /^E\d{20}[a-zA-Z0-9]+$/.test(paymentId);
}

/** The id of a Pix as a bank shows it; undefined where a path could not name it. */
export function parseEndToEndId(value: unknown): string | undefined {
  const id = parseId(value);
  return id !== undefined && /^[a-zA-Z0-9]{1,64}$/.test(id) ? id : undefined;
}
