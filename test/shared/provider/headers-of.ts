import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { TestContext } from 'node:test';

/** Where `node:http` says that the headers of an answer have come. */
const CHANNEL = 'http.client.response.finish';

/** When the headers of an answer that is wanted have come to this process. Ask for it before they can. */
export function headersOf(t: TestContext, isWanted: () => boolean = () => true): Promise<void> {
  return new Promise((resolve) => {
    const hear = () => {
      if (isWanted()) resolve();
    };
    subscribe(CHANNEL, hear);
    t.after(() => unsubscribe(CHANNEL, hear));
  });
}
