import { useEffect, useState } from 'preact/hooks';
import type { ConsoleState } from '../state/console-state.ts';

/** Everything as it stands, and whether it is told live at this moment. The browser connects again by itself. */
export function useLive(): { readonly state: ConsoleState | undefined; readonly isLive: boolean } {
  const [state, setState] = useState<ConsoleState>();
  const [isLive, setLive] = useState(false);
  useEffect(() => {
    const source = new EventSource('/console/live');
    source.addEventListener('open', () => setLive(true));
    source.addEventListener('error', () => setLive(false));
    // The stack could not be read; it is tried again.
    source.addEventListener('trouble', () => setLive(false));
    source.addEventListener('state', ({ data }: MessageEvent<string>) => {
      setState(JSON.parse(data));
      setLive(true);
    });
    return () => source.close();
  }, []);
  return { state, isLive };
}

/** The time, by the second, in epoch milliseconds. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
