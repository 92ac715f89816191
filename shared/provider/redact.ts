import type { Answer, Reading } from '../domain/answer.ts';
import { cutText } from '../domain/text.ts';

/** The most characters of a provider's text that are kept. */
const MAX_TEXT = 300;

/** Cuts a provider's text short, and takes out of it what must never be shown. */
export type Redact = (text: string) => string;

/** `secrets`: tokens and credentials in use. They are asked for at each call, since tokens change. */
export function createRedact(secrets: () => Iterable<string>): Redact {
  return (text) => {
    let safe = text;
    // The longest first: one secret may be a part of another.
    for (const secret of [...secrets()].sort((a, b) => b.length - a.length)) {
      if (secret) safe = safe.replaceAll(secret, '[redacted]');
    }
    return cutText(safe, MAX_TEXT);
  };
}

/** The strings of a secret that are secret. */
export function secretsOf(credentials: unknown): string[] {
  const named = Object.entries(credentials ?? {}).filter(([name]) => name !== 'environment');
  return named.flatMap(([, value]) => (typeof value === 'string' ? [value] : []));
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
