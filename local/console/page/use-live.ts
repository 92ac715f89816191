import { useEffect, useMemo, useReducer, useState } from 'preact/hooks';
import type { ConsoleState } from '../state/console-state.ts';

type Live = {
  readonly state: ConsoleState | undefined;
  /** The stack reports live at this moment. */
  readonly isLive: boolean;
  /** Why the stack could not be read just now, in a sentence; empty where it could. */
  readonly trouble: string;
};

/** Everything as it stands. The browser connects again by itself. */
export function useLive(): Live {
  const [state, setState] = useState<ConsoleState>();
  const [isLive, setLive] = useState(false);
  const [trouble, setTrouble] = useState('');
  useEffect(() => {
    const source = new EventSource('/console/live');
    source.addEventListener('open', () => setLive(true));
    source.addEventListener('error', () => setLive(false));
    // It is tried again.
    source.addEventListener('trouble', ({ data }: MessageEvent<string>) => {
      setTrouble(JSON.parse(data));
      setLive(false);
    });
    source.addEventListener('state', ({ data }: MessageEvent<string>) => {
      setState(JSON.parse(data));
      setTrouble('');
      setLive(true);
    });
    return () => source.close();
  }, []);
  return { state, isLive, trouble };
}

/**
 * The stack's time, by the second, in epoch milliseconds: this browser's may be another.
 * @param reported the time that the stack reported last
 */
export function useNow(reported: number): number {
  const aheadMs = useMemo(() => reported - Date.now(), [reported]);
  const [, tick] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const timer = setInterval(() => tick(undefined), 1000);
    return () => clearInterval(timer);
  }, []);
  return Date.now() + aheadMs;
}
