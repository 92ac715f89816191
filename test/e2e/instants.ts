const OFFSET_MS = 3 * 3_600_000;

/** An instant at an offset of -03:00, to the second, such as `2026-11-21T10:02:00-03:00`. @param at epoch milliseconds */
export function toLocalText(at: number): string {
  return `${toUtcText(at - OFFSET_MS).slice(0, -1)}-03:00`;
}

/** An instant in UTC, to the second, such as `2026-11-21T13:02:00Z`. @param at epoch milliseconds */
export function toUtcText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
