import type { EpochMs } from '../domain/time.ts';

/**
 * Readers of JSON from outside. A field that is missing, null or of another type is absent, and nothing here throws: what
 * a decision needs and is absent makes its answer unreadable, and nothing else does.
 */

export type Fields = Readonly<Record<string, unknown>>;

/**
 * The fields of a JSON object; none where the value is something else. A name counts as written on the provider's pages, or
 * else whatever the case of its letters, with underscores or without: `transactionStatus` is `Transaction_Status` too.
 */
export function parseFields(value: unknown): Fields {
  const entries = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  const fields = Object.fromEntries(Object.entries(entries).filter(([, field]) => field !== null));
  return new Proxy<Fields>(fields, { get: getField });
}

/** Undefined where several names are as good, and hold different values. */
function getField(fields: Fields, name: string | symbol): unknown {
  if (typeof name === 'symbol') return undefined;
  if (Object.hasOwn(fields, name)) return fields[name];
  const [first, ...others] = Object.keys(fields)
    .filter((other) => toPlainName(other) === toPlainName(name))
    .map((other) => fields[other]);
  return others.every((other) => other === first) ? first : undefined;
}

function toPlainName(name: string): string {
  return name.replace(/[_-]/g, '').toLowerCase();
}

/** A text that says something, without the space around it. */
export function parseText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** An id or a code: a text of visible ASCII characters, or a whole number with all its digits, `7.0` as well. */
export function parseId(value: unknown): string | undefined {
  const text = Number.isSafeInteger(value) ? String(value) : parseText(value)?.replace(/^(\d+)\.0+$/, '$1');
  return text !== undefined && /^[\x21-\x7e]{1,128}$/.test(text) ? text : undefined;
}

/** The rows of a JSON array. */
export function parseRows(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** The rows of a JSON array; one object, or whatever else it is, counts as its only row. */
export function toRows(value: unknown): readonly unknown[] {
  return parseRows(value) ?? [value];
}

/** The row of a table by a word from outside, whatever the case of its letters. */
export function rowOf<Row>(table: Readonly<Record<string, Row>>, word: string | undefined): Row | undefined {
  if (word === undefined) return undefined;
  if (Object.hasOwn(table, word)) return table[word];
  const plain = word.toLowerCase();
  return Object.entries(table).find(([name]) => name.toLowerCase() === plain)?.[1];
}

/** An ISO 8601 date and time with its offset, or `Z`, in epoch milliseconds. One without an offset names no instant. */
export function parseInstant(value: unknown): EpochMs | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(value))
    return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : at;
}
