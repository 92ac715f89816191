import { withoutPersonalData } from '../domain/personal-data.ts';
import { SecretText } from '../domain/secret-text.ts';
import { cutText, withoutTokens } from '../domain/text.ts';

/** The most characters of a provider's text that are kept. */
const MAX_TEXT = 300;

/**
 * Takes secrets and personal data out of a provider's text, and cuts it short. `secrets`: tokens and credentials in use, in
 * any of the forms in which a text may repeat them.
 */
export function redact(text: string, secrets: Iterable<SecretText>): string {
  let safe = text;
  // The longest first: one secret may be a part of another.
  const forms = [...secrets].flatMap(toForms).sort((a, b) => b.length - a.length);
  for (const form of forms) safe = safe.replaceAll(form, '[redacted]');
  // One that nobody here knows any more, as a token of another session, may still be good.
  return cutText(withoutPersonalData(withoutTokens(safe)), MAX_TEXT);
}

function toForms(secret: SecretText): string[] {
  const text = secret.reveal();
  if (text === '') return [];
  const bytes = Buffer.from(text);
  const coded = [bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url')];
  return [...new Set([text, encodeURIComponent(text), JSON.stringify(text).slice(1, -1), ...coded])];
}

/** What of an account's credentials is secret, however deep it lies. */
export function secretsOf(credentials: unknown): SecretText[] {
  if (credentials instanceof SecretText) return [credentials];
  if (typeof credentials !== 'object' || credentials === null) return [];
  return Object.values(credentials).flatMap(secretsOf);
}
