import { sha256 } from '../domain/ids.ts';
import { type Fields, parseFields } from './tolerant-reader.ts';

/**
 * An id for a row of a list that shows none which is readable: the same in every inquiry, whatever becomes of the row. It is
 * made of all of its fields but those named, which are the ones that change. Two rows that share it cannot be distinguished,
 * so that a list with fewer ids than rows is not complete.
 */
export function toUnreadableId(row: unknown, changing: readonly string[]): string {
  const fields: Fields = { ...parseFields(row) };
  const kept = Object.entries(fields)
    .filter(([name]) => !changing.includes(name))
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `unreadable-${sha256(JSON.stringify(kept)).slice(0, 16)}`;
}
