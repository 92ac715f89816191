const REDACTED = '[redacted]';

/** A part of a text, from its first UTF-16 unit to the one after its last. */
export type Span = { readonly from: number; readonly to: number };

/** A text with `[redacted]` in place of each of these parts. Parts that overlap or touch are one. */
export function withoutSpans(text: string, spans: readonly Span[]): string {
  let safe = '';
  let copiedTo = 0;
  for (const { from, to } of spans.toSorted((one, other) => one.from - other.from)) {
    if (from > copiedTo || copiedTo === 0) safe += `${text.slice(copiedTo, from)}${REDACTED}`;
    copiedTo = Math.max(copiedTo, to);
  }
  return safe + text.slice(copiedTo);
}
