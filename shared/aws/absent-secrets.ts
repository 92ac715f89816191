import type { MerchantId } from '../domain/ids.ts';
import { EstornoError } from '../domain/problem.ts';
import { type EpochMs, MINUTE_MS } from '../domain/time.ts';

/** How long it is remembered that a merchant has no usable secret. */
const REMEMBERED_MS = MINUTE_MS;

/** Merchants that are remembered at most; a merchant's id is at most 63 characters. */
const MOST_MERCHANTS = 1000;

/** Reads for callers who are not verified yet, in a minute of one process. */
const MOST_READS = 30;

/**
 * Which merchants have no usable secret, for requests of strangers: anybody can send a notification for any merchant id, and
 * each would cost a read of Secrets Manager. Verified callers are always answered by what is stored now.
 */
export class AbsentSecrets {
  readonly #absent = new Map<MerchantId, { readonly reason: EstornoError; readonly until: EpochMs }>();
  #minuteEndsAt: EpochMs = 0;
  #reads = 0;

  /** @throws EstornoError the reason that is remembered; rate_limited where strangers have caused too many reads */
  admit(merchantId: MerchantId, now: EpochMs): void {
    const known = this.#absent.get(merchantId);
    if (known && known.until > now) throw known.reason;
    if (now >= this.#minuteEndsAt) {
      this.#minuteEndsAt = now + MINUTE_MS;
      this.#reads = 0;
    }
    if (this.#reads >= MOST_READS)
      throw new EstornoError('rate_limited', { retryAfterMs: this.#minuteEndsAt - now });
    this.#reads++;
  }

  add(merchantId: MerchantId, reason: EstornoError, now: EpochMs): void {
    if (this.#absent.size >= MOST_MERCHANTS) this.#absent.clear();
    this.#absent.set(merchantId, { reason, until: now + REMEMBERED_MS });
  }

  /** It has one now. */
  remove(merchantId: MerchantId): void {
    this.#absent.delete(merchantId);
  }
}
