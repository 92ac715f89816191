/** The most characters of a text in a log line. */
const MAX_TEXT = 300;

/** So much of it is looked at: a credential that lies across the cut is still seen whole. */
const MAX_LOOKED_AT = 4 * MAX_TEXT;

/** What looks like a credential: a JWT, what follows Basic or Bearer, and long runs of mixed characters. */
const CREDENTIALS = [
  /eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g,
  /\b(?:basic|bearer)\s+[\w.~+/=-]+/gi,
  /(?=[\w+/=-]*[a-z])(?=[\w+/=-]*\d)[\w+/=-]{24,}/gi,
];

/** A text cut short, and cleared of credentials where others wrote it. */
export function toLoggedText(text: string, isForeign: boolean): string {
  const start = text.slice(0, MAX_LOOKED_AT);
  if (!isForeign) return start.slice(0, MAX_TEXT);
  return CREDENTIALS.reduce((safe, pattern) => safe.replace(pattern, '[redacted]'), start).slice(0, MAX_TEXT);
}
