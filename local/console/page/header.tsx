import type { ConsoleState } from '../state/console-state.ts';
import type { Language } from './texts.ts';
import { useView } from './view.ts';

const NAMES: readonly (readonly [Language, string])[] = [
  ['en', 'English'],
  ['pt', 'Português'],
];

type HeaderProps = {
  readonly state: ConsoleState | undefined;
  readonly isLive: boolean;
  readonly onLanguage: (language: Language) => void;
};

/** What this is, whether it is live, and in which language it speaks. */
export function Header({ state, isLive, onLanguage }: HeaderProps) {
  const { language, texts } = useView();
  return (
    <header>
      <h1>Estorno</h1>
      <p class="quiet">{state && texts.stack(state.engine, state.region)}</p>
      <p class={isLive ? 'live' : 'live waiting'}>{isLive ? texts.live : texts.reconnecting}</p>
      <fieldset class="languages">
        <legend class="visually-hidden">{texts.language}</legend>
        {NAMES.map(([id, name]) => (
          <button
            type="button"
            key={id}
            lang={id}
            aria-pressed={id === language}
            onClick={() => onLanguage(id)}
          >
            {name}
          </button>
        ))}
      </fieldset>
    </header>
  );
}
