import * as z from 'zod/mini';
import { SecretText } from './secret-text.ts';

/** A text of a merchant's secret. */
export const secretTextSchema = z.pipe(
  z.string().check(z.minLength(1)),
  z.transform((text: string) => new SecretText(text)),
);

/** A token as a provider gives it. It becomes a header's value, so it must be visible ASCII. */
export const tokenSchema = z.pipe(
  z.string().check(z.regex(/^[\x21-\x7e]{1,4096}$/)),
  z.transform((text: string) => new SecretText(text)),
);
