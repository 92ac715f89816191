import type { ServerResponse } from 'node:http';
import type { ConsoleState } from './state/console-state.ts';

/** How often it is looked whether something has changed, while somebody watches, in milliseconds. */
const LOOK_MS = 200;

/** Shorter than what a proxy or a sleeping tab takes for a dead connection. */
const ALIVE_MS = 15_000;

export type LiveDeps = {
  readState(): Promise<ConsoleState>;
  /** Things that are others whenever there may be something new to show. Cheap. */
  signs(): readonly unknown[];
};

/** Tells every watcher how everything stands, at once and whenever it changes (server-sent events). */
export function createLive({ readState, signs }: LiveDeps) {
  const watchers = new Set<ServerResponse>();
  let seen: readonly unknown[] = [];
  let told = '';
  let isReading = false;
  let lookTimer: NodeJS.Timeout | undefined;
  let aliveTimer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    const now = signs();
    if (isReading || now.every((sign, at) => sign === seen[at])) return;
    isReading = true;
    try {
      seen = now;
      const state = await readState();
      const comparable = JSON.stringify({ ...state, now: 0 });
      if (comparable !== told) send(watchers, state);
      told = comparable;
    } catch (error) {
      seen = [];
      tell(watchers, error);
    } finally {
      isReading = false;
    }
  }

  function begin(): void {
    lookTimer ??= setInterval(() => void look(), LOOK_MS);
    aliveTimer ??= setInterval(() => {
      for (const watcher of watchers) watcher.write(': alive\n\n');
    }, ALIVE_MS);
  }

  function end(): void {
    clearInterval(lookTimer);
    clearInterval(aliveTimer);
    lookTimer = undefined;
    aliveTimer = undefined;
  }

  return {
    async add(watcher: ServerResponse): Promise<void> {
      watcher.write('retry: 1000\n\n');
      await readState().then(
        (state) => send([watcher], state),
        (error: unknown) => tell([watcher], error),
      );
      if (watcher.destroyed) return;
      watchers.add(watcher);
      // Something may have changed while it was read for this one, and been told to the others only.
      seen = [];
      told = '';
      begin();
      watcher.once('close', () => {
        watchers.delete(watcher);
        if (watchers.size === 0) end();
      });
    },
    close(): void {
      end();
      for (const watcher of watchers) watcher.end();
    },
  };
}

/** Why there is nothing to show, in a sentence. */
function tell(watchers: Iterable<ServerResponse>, error: unknown): void {
  const sentence = error instanceof Error ? error.message : String(error);
  for (const watcher of watchers) watcher.write(`event: trouble\ndata: ${JSON.stringify(sentence)}\n\n`);
}

function send(watchers: Iterable<ServerResponse>, state: ConsoleState): void {
  const message = `event: state\ndata: ${JSON.stringify(state)}\n\n`;
  for (const watcher of watchers) watcher.write(message);
}
