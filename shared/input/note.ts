import * as z from 'zod/mini';
import { withoutPersonalData } from '../domain/personal-data.ts';

/** What people write, which is kept without anybody's card number, CPF or CNPJ: so many characters, and whole ones. */
export const note = ({ least, most, absent }: { least: number; most: number; absent: string }) =>
  z.pipe(
    z.string(absent).check(
      z.minLength(least, least > 1 ? `must have at least ${least} characters` : absent),
      z.maxLength(most, `must have at most ${most} characters`),
      z.refine((value) => value.isWellFormed(), 'must be whole characters'),
    ),
    z.transform((text: string) => withoutPersonalData(text, { strict: true })),
  );
