import type { Window } from '../domain/windows.ts';
import type { CapabilityWindow } from './capabilities.ts';

/** States facts about a provider, from its pages as they were read on a day such as `2026-11-21`. */
export function createKnown(readOn: string) {
  return {
    /** A page says so. */
    documented: <T>(value: T, source: string, note?: string) => ({
      value,
      basis: 'documented' as const,
      source,
      readOn,
      ...(note !== undefined && { note }),
    }),
    /** Our reading, and why. */
    inferred: <T>(value: T, note: string) => ({ value, basis: 'inferred' as const, note, readOn }),
    /** A window by which the code decides. */
    toWindow: (
      { rule, span, basis }: Window,
      about: Pick<CapabilityWindow, 'of' | 'from' | 'source' | 'note'>,
    ): CapabilityWindow => ({ ...about, rule, span, basis, readOn }),
  };
}

/** How a provider writes its ids, as data. */
export function toPattern({ pattern, describe }: { readonly pattern: RegExp; readonly describe: string }) {
  return { pattern: pattern.source, describe };
}
