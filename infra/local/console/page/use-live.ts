import { useEffect, useMemo, useReducer, useState } from 'preact/hooks';
import type { ConsoleState } from '../console-state.ts';

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

/**
 * The stack's time, by the second, in epoch milliseconds: this browser's may be another.
 * @param told the time that the stack told last
 */
export function useNow(told: number): number {
  const aheadMs = useMemo(() => told - Date.now(), [told]);
  const [, tick] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const timer = setInterval(() => tick(undefined), 1000);
    return () => clearInterval(timer);
  }, []);
  return Date.now() + aheadMs;
}
