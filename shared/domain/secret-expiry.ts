import * as z from 'zod/mini';
import { DAY_MS, type EpochMs } from './time.ts';

/** Providers' days are those of Brasília. */
const ENDS_AT = 'T23:59:59.999-03:00';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The optional field of every secret that says when the provider stops taking its credentials. */
export const expiryShape = {
  /** The last day on which the provider takes them, `YYYY-MM-DD`, where they expire. It is watched, and changes nothing. */
  expiresOn: z.optional(
    z
      .string()
      .check(
        z.refine((day) => DAY.test(day) && !Number.isNaN(toEnd(day)), 'must be a day such as 2031-05-31'),
      ),
  ),
};

/** Whole days until these credentials expire, negative afterwards; undefined where nothing says when. */
export function toCredentialsDays(
  { expiresOn }: { readonly expiresOn?: string | undefined },
  now: EpochMs,
): number | undefined {
  return expiresOn === undefined ? undefined : Math.floor((toEnd(expiresOn) - now) / DAY_MS);
}

function toEnd(day: string): EpochMs {
  return Date.parse(`${day}${ENDS_AT}`);
}
