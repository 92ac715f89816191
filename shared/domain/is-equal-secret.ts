import { createHash, timingSafeEqual } from 'node:crypto';
import type { SecretText } from './secret-text.ts';

/** Whether what a sender shows is the secret, in constant time, whatever their lengths. Nothing shown is no secret. */
export function isEqualSecret(given: string | undefined, expected: SecretText): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given ?? ''), digest(expected.reveal())) && given !== undefined;
}
