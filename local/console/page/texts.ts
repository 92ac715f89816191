import { ENGLISH, type Texts } from './texts-en.ts';
import { PORTUGUESE } from './texts-pt.ts';

export type Language = keyof typeof TEXTS;

export const TEXTS = { en: ENGLISH, pt: PORTUGUESE } as const satisfies Record<string, Texts>;

/** Of `Intl`. */
export const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', pt: 'pt-BR' };

/** The language of a person, by what their browser prefers. */
export function toLanguage(preferred: string): Language {
  return /^pt\b/i.test(preferred) ? 'pt' : 'en';
}
