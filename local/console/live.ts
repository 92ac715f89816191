import type { ServerResponse } from 'node:http';
import type { ConsoleState } from './state/console-state.ts';

/** How often changes are checked for while somebody watches, in milliseconds. */
const CHECK_MS = 200;

/** Shorter than what a proxy or a sleeping tab takes for a dead connection. */
const ALIVE_MS = 15_000;

export type LiveDeps = {
  readState(): Promise<ConsoleState>;
  /** Things that are others whenever there may be something new to show. Cheap. */
  signs(): readonly unknown[];
};

/** Sends every watcher how everything stands, at once and whenever it changes (server-sent events). */
export function createLive(deps: LiveDeps) {
  const live = new Live(deps);
  return {
    add: (watcher: ServerResponse) => live.add(watcher),
    close: () => live.close(),
  };
}

class Live {
  readonly #deps: LiveDeps;
  readonly #watchers = new Set<ServerResponse>();
  #seen: readonly unknown[] = [];
  #sent = '';
  #isReading = false;
  #checkTimer: NodeJS.Timeout | undefined;
  #aliveTimer: NodeJS.Timeout | undefined;

  constructor(deps: LiveDeps) {
    this.#deps = deps;
  }

  async add(watcher: ServerResponse): Promise<void> {
    watcher.write('retry: 1000\n\n');
    await this.#deps.readState().then(
      (state) => send([watcher], state),
      (error: unknown) => sendTrouble([watcher], error),
    );
    if (watcher.destroyed) return;
    this.#watchers.add(watcher);
    // Something may have changed while it was read for this one, and been sent to the others only.
    this.#seen = [];
    this.#sent = '';
    this.#begin();
    watcher.once('close', () => {
      this.#watchers.delete(watcher);
      if (this.#watchers.size === 0) this.#end();
    });
  }

  close(): void {
    this.#end();
    for (const watcher of this.#watchers) watcher.end();
  }

  async #check(): Promise<void> {
    const now = this.#deps.signs();
    if (this.#isReading || now.every((sign, at) => sign === this.#seen[at])) return;
    this.#isReading = true;
    try {
      this.#seen = now;
      const state = await this.#deps.readState();
      const comparable = JSON.stringify({ ...state, now: 0 });
      if (comparable !== this.#sent) send(this.#watchers, state);
      this.#sent = comparable;
    } catch (error) {
      this.#seen = [];
      sendTrouble(this.#watchers, error);
    } finally {
      this.#isReading = false;
    }
  }

  #begin(): void {
    this.#checkTimer ??= setInterval(() => void this.#check(), CHECK_MS);
    this.#aliveTimer ??= setInterval(() => {
      for (const watcher of this.#watchers) watcher.write(': alive\n\n');
    }, ALIVE_MS);
  }

  #end(): void {
    clearInterval(this.#checkTimer);
    clearInterval(this.#aliveTimer);
    this.#checkTimer = undefined;
    this.#aliveTimer = undefined;
  }
}

/** Why there is nothing to show, in a sentence. */
function sendTrouble(watchers: Iterable<ServerResponse>, error: unknown): void {
  const sentence = error instanceof Error ? error.message : String(error);
  for (const watcher of watchers) watcher.write(`event: trouble\ndata: ${JSON.stringify(sentence)}\n\n`);
}

function send(watchers: Iterable<ServerResponse>, state: ConsoleState): void {
  const message = `event: state\ndata: ${JSON.stringify(state)}\n\n`;
  for (const watcher of watchers) watcher.write(message);
}
