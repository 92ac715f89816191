import type { EpochMs } from '../domain/time.ts';

/**
 * Readers of JSON from outside. A field that is missing, null or of another type is absent, and nothing here throws: what
 * a decision needs and is absent makes its answer unreadable, and nothing else does.
 */

export type Fields = Readonly<Record<string, unknown>>;

/** The fields of a JSON object; none where the value is something else. */
export function parseFields(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null));
}

/** The same by names in lower case, for providers that do not always write them alike. */
export function parseCaselessFields(value: unknown): Fields {
  return Object.fromEntries(
    Object.entries(parseFields(value)).map(([name, field]) => [name.toLowerCase(), field]),
  );
}

/** A text that says something, without the space around it. */
export function parseText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** An id or a code: a text of visible ASCII characters, or a whole number with all its digits. */
export function parseId(value: unknown): string | undefined {
  const text = Number.isSafeInteger(value) ? String(value) : parseText(value);
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

/** The row of a table by a name from outside, which may be one that every object has. */
export function rowOf<Row>(table: Readonly<Record<string, Row>>, name: string | undefined): Row | undefined {
  return name !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}

/** An ISO 8601 date and time with its offset, or `Z`, in epoch milliseconds. One without an offset names no instant. */
export function parseInstant(value: unknown): EpochMs | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(value))
    return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : at;
}
