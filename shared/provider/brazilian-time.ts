import type { EpochMs } from '../domain/time.ts';

/**
 * A date and time as Brazilian providers write it: often without an offset, and no page names the zone. That it is São
 * Paulo's is our reading. Undefined where the value is no date and time.
 */
export function readBrazilianTime(value: unknown): EpochMs | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(value)) return undefined;
  const hasOffset = /(Z|[+-]\d\d:?\d\d)$/.test(value);
  const at = Date.parse(`${value.replace(' ', 'T')}${hasOffset ? '' : '-03:00'}`);
  return Number.isNaN(at) ? undefined : at;
}
