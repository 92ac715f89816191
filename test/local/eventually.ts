import { setTimeout as delay } from 'node:timers/promises';

/** So long that only what hangs takes longer, on a busy machine too. */
export const LIMIT_MS = 60_000;

/** The result of `find`, as soon as it is the one that is wanted; it is called again for up to a minute. */
export async function eventually<T>(
  find: () => T | Promise<T>,
  isWanted: (found: T) => boolean = (found) => Boolean(found),
): Promise<T> {
  const deadline = Date.now() + LIMIT_MS;
  for (;;) {
    const found = await find();
    if (isWanted(found)) return found;
    if (Date.now() > deadline) throw new Error(`It did not come to pass: ${JSON.stringify(found)}`);
    await delay(20);
  }
}
