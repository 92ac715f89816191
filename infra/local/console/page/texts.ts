import { ENGLISH } from './texts-en.ts';
import { PORTUGUESE } from './texts-pt.ts';

/** Every word that the page says of itself. States, codes and names of the API stay as they are in every language. */
export type Texts = typeof ENGLISH;

export type Language = keyof typeof TEXTS;

export const TEXTS = { en: ENGLISH, pt: PORTUGUESE } as const satisfies Record<string, Texts>;

/** Of `Intl`. */
export const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', pt: 'pt-BR' };

/** The language of a person, by what their browser prefers. */
export function toLanguage(preferred: string): Language {
  return /^pt\b/i.test(preferred) ? 'pt' : 'en';
}
