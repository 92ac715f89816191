import type { Answer, Reading } from '../domain/answer.ts';
import { SecretText } from '../domain/secret-text.ts';
import { cutText, withoutTokens } from '../domain/text.ts';

/** The most characters of a provider's text that are kept. */
const MAX_TEXT = 300;

/** Cuts a provider's text short, and takes out of it what must never be shown. */
export type Redact = (text: string) => string;

/** `secrets`: tokens and credentials in use. They are asked for at each call, since tokens change. */
export function createRedact(secrets: () => Iterable<SecretText>): Redact {
  return (text) => {
    let safe = text;
    // The longest first: one secret may be a part of another.
    const forms = [...secrets()].flatMap(toForms).sort((a, b) => b.length - a.length);
    for (const form of forms) safe = safe.replaceAll(form, '[redacted]');
    // One that nobody here knows any more, as a token of another session, may still be good.
    return cutText(withoutTokens(safe), MAX_TEXT);
  };
}

/** How a text can be written by who repeats it. */
function toForms(secret: SecretText): string[] {
  const text = secret.reveal();
  if (text === '') return [];
  const bytes = Buffer.from(text);
  const coded = [bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url')];
  return [...new Set([text, encodeURIComponent(text), JSON.stringify(text).slice(1, -1), ...coded])];
}

/** What of an account's credentials is secret. */
export function secretsOf(credentials: unknown): SecretText[] {
  return Object.values(credentials ?? {}).filter((value) => value instanceof SecretText);
}

/** An answer whose every text from outside is safe to keep. */
export function redactAnswer(answer: Answer, redact: Redact): Answer {
  const safe = { ...answer };
  if ('words' in safe && safe.words) {
    const { status, code, message } = safe.words;
    safe.words = { status, code: redactMaybe(code, redact), message: redactMaybe(message, redact) };
  }
  if ('providerStatus' in safe) safe.providerStatus = redactMaybe(safe.providerStatus, redact);
  if (safe.is === 'done') safe.authorizationCode = redactMaybe(safe.authorizationCode, redact);
  return safe;
}

/** A reading whose every text from outside is safe to keep. */
export function redactReading(reading: Reading, redact: Redact): Reading {
  const { providerStatus } = reading;
  return providerStatus === undefined ? reading : { ...reading, providerStatus: redact(providerStatus) };
}

function redactMaybe(text: string | undefined, redact: Redact): string | undefined {
  return text === undefined ? undefined : redact(text);
}
