import * as z from 'zod/mini';

/** What people write, which is kept as it is: so many characters, and whole ones. */
export const note = ({ least, most, absent }: { least: number; most: number; absent: string }) =>
  z.string(absent).check(
    z.minLength(least, least > 1 ? `must have at least ${least} characters` : absent),
    z.maxLength(most, `must have at most ${most} characters`),
    z.refine((value) => value.isWellFormed(), 'must be whole characters'),
  );
