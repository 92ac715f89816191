import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { type Language, TEXTS } from './texts.ts';
import type { Texts } from './texts-en.ts';

/** What every part of the page needs: its words, and how to do something that may fail. */
export type View = {
  readonly language: Language;
  readonly texts: Texts;
  /** Does it, and shows what is wrong if it fails. */
  attempt(action: () => Promise<unknown>): void;
};

export const ViewContext = createContext<View>({ language: 'en', texts: TEXTS.en, attempt: () => {} });

export function useView(): View {
  return useContext(ViewContext);
}
