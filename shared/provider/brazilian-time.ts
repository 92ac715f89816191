import type { EpochMs } from '../domain/time.ts';

/**
 * A date and time as Brazilian providers write it: often without an offset, and no page names the zone. São Paulo's is our
 * reading. Undefined where it is neither.
 */
export function readBrazilianTime(text: string | null | undefined): EpochMs | undefined {
  if (!text || !/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text)) return undefined;
  const hasOffset = /(Z|[+-]\d\d:?\d\d)$/.test(text);
  const at = Date.parse(`${text.replace(' ', 'T')}${hasOffset ? '' : '-03:00'}`);
  return Number.isNaN(at) ? undefined : at;
}
