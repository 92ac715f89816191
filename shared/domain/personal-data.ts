import { type Span, withoutSpans } from './spans.ts';

/** Digits of any number, in groups that a few spaces or punctuation marks part. */
const DIGIT_GROUPS = /\d+(?:[\s\p{Pd}._/,+·]{1,3}\d+)*/gu;

/**
 * Of a company, with letters among its first twelve characters, as there may be since July 2026. The last two digits check
 * the others.
 *
 * @source Receita Federal, Instrução Normativa RFB 2.229/2024
 */
const CNPJ_OF_LETTERS =
  /(?<![\dA-Z])[\dA-Z]{2}[ .]?[\dA-Z]{3}[ .]?[\dA-Z]{3}[ /.]?[\dA-Z]{4}[ \p{Pd}]?\d{2}(?![\dA-Z])/giu;

/** Lengths as of RFC 5321. */
const EMAIL = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+/gu;

/** Of Brazil, with the country code, as Pix keys have it, or with an area code in brackets. */
const PHONE = /(?:\+55\s?\(?\d{2}\)?|\(\d{2}\))\s?9?\d{4}[\s\p{Pd}]?\d{4}(?!\d)/gu;

/** Digits of a CPF (of a person), and of a CNPJ without letters. */
const CPF_DIGITS = 11;
const CNPJ_DIGITS = 14;

/** A card number has 13 to 19 digits. @source ISO/IEC 7812-1 */
const CARD_DIGITS = { min: 13, max: 19 };

/** Card numbers of the brands that are in use in Brazil. */
const BRANDED = /^(?:4\d{12}(?:\d{3})?|(?:5[0-5]|2[2-7]|6\d)\d{14}|3[47]\d{13}|3[068]\d{12})$/;

/** How a text is read: `strict` takes for a card number only what a brand gives out, and leaves e-mail addresses and phones. */
export type PersonalDataOptions = { readonly strict?: boolean };

/** A text as it is read, and where each of its characters stands in the text as it came. */
type Plain = { readonly plain: string; readonly starts: readonly number[] | undefined };

type Finder = (digits: string) => boolean;

/**
 * A text from outside without card numbers, CPFs and CNPJs, in whichever way their digits are grouped, parted or
 * percent-encoded, e-mail addresses and phones. Only numbers whose check digits are right count as such; a long id can be one
 * by chance, and is then lost from the text.
 */
export function withoutPersonalData(text: string, { strict = false }: PersonalDataOptions = {}): string {
  const { plain, starts } = toPlain(text);
  const isNumber = (digits: string) => isCpf(digits) || isCnpj(digits) || isCardNumber(digits, strict);
  const contacts = strict ? [] : [EMAIL, PHONE].flatMap((pattern) => findPattern(plain, pattern));
  const found = [...contacts, ...findCompanies(plain), ...findNumbers(plain, isNumber)];
  const spans = found.map(({ from, to }) => ({
    from: starts?.[from] ?? from,
    to: starts?.[to] ?? to,
  }));
  return withoutSpans(text, spans);
}

/** What is percent-encoded is read decoded, byte by byte, and digits of any width as those of ASCII. */
function toPlain(text: string): Plain {
  if (!/%[\da-f]{2}/i.test(text) && !/\P{ASCII}/u.test(text)) return { plain: text, starts: undefined };
  let plain = '';
  const starts: number[] = [];
  for (const { 0: found, index } of text.matchAll(/%[\da-f]{2}|[\s\S]/gi)) {
    starts.push(index);
    const one = found.length === 3 ? String.fromCharCode(Number.parseInt(found.slice(1), 16)) : found;
    const normal = one.normalize('NFKC');
    plain += normal.length === 1 ? normal : one;
  }
  return { plain, starts: [...starts, text.length] };
}

function findPattern(plain: string, pattern: RegExp): readonly Span[] {
  return [...plain.matchAll(pattern)].map(({ 0: { length }, index }) => ({
    from: index,
    to: index + length,
  }));
}

function findCompanies(plain: string): readonly Span[] {
  return [...plain.matchAll(CNPJ_OF_LETTERS)]
    .filter(([found]) => isCnpj(found.replace(/[^\dA-Z]/gi, '').toUpperCase()))
    .map(({ 0: { length }, index }) => ({ from: index, to: index + length }));
}

function findNumbers(plain: string, isNumber: Finder): readonly Span[] {
  return [...plain.matchAll(DIGIT_GROUPS)].flatMap(({ 0: run, index }) =>
    findInRun(run, isNumber).map(({ from, to }) => ({ from: index + from, to: index + to })),
  );
}

/** Every number that begins and ends where groups do. */
function findInRun(run: string, isNumber: Finder): readonly Span[] {
  const groups = [...run.matchAll(/\d+/g)].map(({ 0: { length }, index }) => ({
    from: index,
    to: index + length,
  }));
  const spans: Span[] = [];
  for (let first = 0; first < groups.length; first++) {
    const span = findFrom(run, groups, { first, isNumber });
    if (span && span.to > (spans.at(-1)?.to ?? 0)) spans.push(span);
  }
  return spans;
}

/** The longest number that begins with this group. */
function findFrom(
  run: string,
  groups: readonly Span[],
  { first, isNumber }: { readonly first: number; readonly isNumber: Finder },
): Span | undefined {
  let digits = '';
  let found: Span | undefined;
  for (let last = first; last < groups.length && digits.length < CARD_DIGITS.max; last++) {
    const { from, to } = groups[last] ?? { from: 0, to: 0 };
    digits += run.slice(from, to);
    if (isNumber(digits)) found = { from: groups[first]?.from ?? from, to };
  }
  return found;
}

/** By the Luhn formula. Zeros alone pass it, and are nobody's. */
function isCardNumber(digits: string, strict: boolean): boolean {
  if (digits.length < CARD_DIGITS.min || digits.length > CARD_DIGITS.max) return false;
  if (strict && !BRANDED.test(digits)) return false;
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits.at(-1 - place)) * (place % 2 === 0 ? 1 : 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0 && !isOneDigit(digits);
}

function isCpf(digits: string): boolean {
  return digits.length === CPF_DIGITS && hasCheckDigits(digits, CPF_DIGITS) && !isOneDigit(digits);
}

function isCnpj(characters: string): boolean {
  return characters.length === CNPJ_DIGITS && hasCheckDigits(characters, 9) && !isOneDigit(characters);
}

/** Whether the last two digits check what stands before them, by weights of 2 to `maxWeight` from the right. */
function hasCheckDigits(characters: string, maxWeight: number): boolean {
  return [-2, -1].every(
    (place) => toCheckDigit(characters.slice(0, place), maxWeight) === Number(characters.at(place)),
  );
}

/** A letter counts as its ASCII code less that of `0`, as a digit does. */
function toCheckDigit(characters: string, maxWeight: number): number {
  let sum = 0;
  for (let place = 0; place < characters.length; place++)
    sum += (characters.charCodeAt(characters.length - 1 - place) - 48) * (2 + (place % (maxWeight - 1)));
  const rest = sum % 11;
  return rest < 2 ? 0 : 11 - rest;
}

function isOneDigit(text: string): boolean {
  return /^(.)\1*$/.test(text);
}
