import { setTimeout as delay } from 'node:timers/promises';

/** So long that only what hangs takes longer, on a busy machine too. */
export const LIMIT_MS = 60_000;

/** What `look` finds, as soon as it is what is wanted; it is asked again for up to a minute. */
export async function eventually<T>(
  look: () => T | Promise<T>,
  isWanted: (found: T) => boolean = (found) => Boolean(found),
): Promise<T> {
  const deadline = Date.now() + LIMIT_MS;
  for (;;) {
    const found = await look();
    if (isWanted(found)) return found;
    if (Date.now() > deadline) throw new Error(`It did not come to pass: ${JSON.stringify(found)}`);
    await delay(20);
  }
}
