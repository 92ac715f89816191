import type { Span } from './spans.ts';

/** A text by its letters and digits alone. */
export type ComparableText = {
  readonly letters: string;
  /** By place in `letters`: what of the text as it came stands for it. */
  readonly places: readonly Span[];
};

/** One character, as URLs, JSON, source code and HTML write it, several times over too; or a letter or digit as it is. */
const CHARACTERS =
  /%(?:25)*([\da-f]{2})|\\+(?:u([\da-f]{4})|x([\da-f]{2})|[bfnrt])|&(?:amp;)*(?:#x([\da-f]{1,6})|#(\d{1,7})|[a-z]{2,6});|([a-z\d]|\P{ASCII})/giu;

const OTHER = /[^\p{L}\p{N}]/gu;

/**
 * What is left of a text where letter case, accents, spaces, line ends, punctuation and the way in which characters are
 * written count for nothing: texts that differ in nothing else have the same letters.
 */
export function toComparable(text: string): ComparableText {
  let letters = '';
  const places: Span[] = [];
  for (const found of text.matchAll(CHARACTERS)) {
    const place = { from: found.index, to: found.index + found[0].length };
    const plain = toCharacter(found).normalize('NFKD').replace(OTHER, '').toLowerCase();
    letters += plain;
    for (let unit = 0; unit < plain.length; unit++) places.push(place);
  }
  return { letters, places };
}

/** A name of HTML, and a line end as source code writes it, is no letter. */
function toCharacter([, byte, unit, code, hex, decimal, asItIs]: readonly (string | undefined)[]): string {
  if (asItIs !== undefined) return asItIs;
  const digits = byte ?? unit ?? code ?? hex;
  const point = digits === undefined ? Number(decimal) : Number.parseInt(digits, 16);
  return point <= 0x10ffff ? String.fromCodePoint(point) : '';
}
