/**
 * The beginning of a text from outside, at most so many UTF-16 units long. Half of a character, whether it came so or was
 * cut so, becomes U+FFFD: not everything that takes text takes halves.
 */
export function cutText(text: string, maxLength: number): string {
  return text.slice(0, maxLength).toWellFormed();
}

/** What is a credential by its form: a JWT, what follows Basic or Bearer, and a key or certificate in PEM, whole or cut short. */
const TOKENS = [
  /eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g,
  /(?<![a-z])(?:basic|bearer)(?:\s|%20|\+)+[\w.~+/=%-]+/gi,
  /-----BEGIN [A-Z0-9 ]+-----[\s\S]*?(?:-----END [A-Z0-9 ]+-----|$)/g,
];

/** A text from outside, without everything that has the form of a credential. */
export function withoutTokens(text: string): string {
  return TOKENS.reduce((safe, pattern) => safe.replace(pattern, '[redacted]'), text);
}
