const REDACTED = '[redacted]';

/** Digits of any number, in groups that one space or hyphen parts. */
const DIGIT_GROUPS = /\d+(?:[ -]\d+)*/g;

/** A card number has 13 to 19 digits. @source ISO/IEC 7812-1 */
const CARD_DIGITS = { min: 13, max: 19 };

/** Of a person: 11 digits, the last two of which check the others. */
const CPF = /(?<!\d)\d{3}\.?\d{3}\.?\d{3}-?\d{2}(?!\d)/g;

/**
 * Of a company: 14 characters, of which the last two digits check the others. Letters may be among the first twelve since
 * July 2026.
 *
 * @source Receita Federal, Instrução Normativa RFB 2.229/2024
 */
const CNPJ = /(?<![\dA-Z])[\dA-Z]{2}\.?[\dA-Z]{3}\.?[\dA-Z]{3}\/?[\dA-Z]{4}-?\d{2}(?![\dA-Z])/g;

/**
 * A text from outside without card numbers, CPFs and CNPJs. Only numbers whose check digits are right count as such; a
 * long id can be one by chance, and is then lost from the text.
 */
export function withoutPersonalData(text: string): string {
  return text
    .replace(CNPJ, (found) => (isCnpj(found) ? REDACTED : found))
    .replace(CPF, (found) => (isCpf(found) ? REDACTED : found))
    .replace(DIGIT_GROUPS, withoutCards);
}

type Span = { readonly from: number; readonly to: number };

/** Takes out every card number that begins and ends where groups do. */
function withoutCards(run: string): string {
  const groups = [...run.matchAll(/\d+/g)].map(({ 0: { length }, index }) => ({
    from: index,
    to: index + length,
  }));
  let safe = '';
  let copiedTo = 0;
  for (let first = 0; first < groups.length; first++) {
    const card = findCard(run, groups, first);
    if (!card || card.to <= copiedTo) continue;
    safe += `${run.slice(copiedTo, card.from)}${REDACTED}`;
    copiedTo = card.to;
  }
  return safe + run.slice(copiedTo);
}

/** The longest card number that begins with this group. */
function findCard(run: string, groups: readonly Span[], first: number): Span | undefined {
  let digits = '';
  let card: Span | undefined;
  for (let last = first; last < groups.length && digits.length < CARD_DIGITS.max; last++) {
    const { from, to } = groups[last] ?? { from: 0, to: 0 };
    digits += run.slice(from, to);
    if (isCardNumber(digits)) card = { from: groups[first]?.from ?? from, to };
  }
  return card;
}

/** By the Luhn formula. Zeros alone pass it, and are nobody's. */
function isCardNumber(digits: string): boolean {
  if (digits.length < CARD_DIGITS.min || digits.length > CARD_DIGITS.max) return false;
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits.at(-1 - place)) * (place % 2 === 0 ? 1 : 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0 && !isOneDigit(digits);
}

function isCpf(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  return hasCheckDigits(digits, 11) && !isOneDigit(digits);
}

function isCnpj(text: string): boolean {
  const characters = text.replace(/[./-]/g, '');
  return hasCheckDigits(characters, 9) && !isOneDigit(characters);
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
