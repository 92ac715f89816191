import type { HttpFront } from '../http-api/start-http-api.ts';
import type { ConsoleDeps } from './console-parts.ts';
import { isForConsole } from './is-for-console.ts';
import type { OpenConsole } from './open-console.ts';

/** The page that follows a running stack. */
export type Console = {
  /** Takes what is the console's. */
  readonly front: HttpFront;
  /** Ends the connections of those who watch. */
  close(): Promise<void>;
};

/** A console that is loaded when somebody asks for it: until then it costs nothing, a start least of all. */
export function createConsole(deps: ConsoleDeps): Console {
  let opened: Promise<OpenConsole> | undefined;
  const open = async () => (await import('./open-console.ts')).openConsole(deps);
  return {
    front: (message, response) => {
      if (!isForConsole(message)) return false;
      opened ??= open();
      opened.then(({ answer }) => answer(message, response)).catch(() => response.destroy());
      return true;
    },
    close: async () => (await opened?.catch(() => undefined))?.close(),
  };
}
