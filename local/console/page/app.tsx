import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ConsoleState } from '../state/console-state.ts';
import type { ApiAnswer } from './actions.ts';
import { Clock } from './clock.tsx';
import { Controls } from './controls.tsx';
import { Events } from './events.tsx';
import { Flows } from './flows.tsx';
import { Header } from './header.tsx';
import { Payments } from './payments.tsx';
import { Sessions } from './sessions.tsx';
import { Story } from './story.tsx';
import { type Language, LOCALES, TEXTS, toLanguage } from './texts.ts';
import type { Texts } from './texts-en.ts';
import { toAnnouncement } from './to-announcement.ts';
import { Tour } from './tour.tsx';
import { useLive, useNow } from './use-live.ts';
import { type View, ViewContext } from './view.ts';

const KEPT_LANGUAGE = 'estorno-language';

/** The whole page. */
export function App() {
  const { state, isLive, trouble: unread } = useLive();
  const [language, setLanguage] = useLanguage();
  const [trouble, setTrouble] = useState('');
  const texts = TEXTS[language];
  const view = useMemo<View>(
    () => ({
      ...{ language, texts },
      attempt: (action) => {
        setTrouble('');
        action().catch((error: unknown) =>
          setTrouble(error instanceof Error ? error.message : String(error)),
        );
      },
    }),
    [language, texts],
  );
  const announcement = useAnnouncement(state, texts);
  return (
    <ViewContext.Provider value={view}>
      <a class="skip" href="#payments">
        {texts.skip}
      </a>
      <Header state={state} isLive={isLive} onLanguage={setLanguage} />
      <div class="announcement" role="status" aria-live="polite">
        {announcement}
      </div>
      <div role="alert">
        {unread && <p class="trouble">{`${texts.unread}: ${unread}`}</p>}
        {trouble && <p class="trouble">{`${texts.trouble}: ${trouble}`}</p>}
      </div>
      {state && <Content state={state} />}
    </ViewContext.Provider>
  );
}

function Content({ state }: { state: ConsoleState }) {
  const now = useNow(state.now);
  const [chosen, setChosen] = useState<string>();
  const choose = (key: string) => {
    setChosen(key);
    showStory();
  };
  const [answer, setAnswer] = useState<{ readonly key: string; readonly answer: ApiAnswer }>();
  const payment = state.payments.find(({ key }) => key === chosen) ?? state.payments[0];
  const shown = answer?.key === payment?.key ? answer?.answer : undefined;
  const onAnswer = (key: string, given: ApiAnswer) => setAnswer({ key, answer: given });
  return (
    <main>
      <Tour simulators={state.simulators} payments={state.payments} choose={choose} onAnswer={onAnswer} />
      <div class="board">
        <Payments payments={state.payments} chosen={payment?.key} choose={choose} />
        <Story payment={payment} now={now} answer={shown} onAnswer={onAnswer} />
        <div class="side">
          <Clock now={now} offsetMs={state.clockOffsetMs} />
          <Controls simulators={state.simulators} onMade={choose} />
        </div>
        <Flows machines={state.machines} runs={state.runs} />
        <Sessions sessions={state.sessions} now={now} />
        <Events events={state.events} />
      </div>
    </main>
  );
}

/** Where the parts stand below each other, the story of a payment that was just chosen is out of sight. */
function showStory(): void {
  if (!matchMedia('(max-width: 72rem)').matches) return;
  // Once the page shows the chosen payment.
  requestAnimationFrame(() => {
    const heading = document.getElementById('story');
    heading?.focus({ preventScroll: true });
    heading?.scrollIntoView({ block: 'start' });
  });
}

function useLanguage(): [Language, (language: Language) => void] {
  const [language, setLanguage] = useState<Language>(
    toLanguage(localStorage.getItem(KEPT_LANGUAGE) ?? navigator.language),
  );
  useEffect(() => {
    document.documentElement.lang = LOCALES[language];
  }, [language]);
  const choose = (chosen: Language) => {
    localStorage.setItem(KEPT_LANGUAGE, chosen);
    setLanguage(chosen);
  };
  return [language, choose];
}

function useAnnouncement(state: ConsoleState | undefined, texts: Texts): string {
  const before = useRef<ConsoleState | undefined>(undefined);
  const [announcement, announce] = useState('');
  useEffect(() => {
    const changed = state && toAnnouncement(before.current, state, texts);
    before.current = state;
    if (changed !== undefined) announce(changed);
  }, [state, texts]);
  return announcement;
}
