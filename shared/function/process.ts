import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

/** The machine's clock, in milliseconds since 1970. */
export const systemClock = (): number => Date.now();

/** A nonce that nobody else has: 120 random bits. */
export const newNonce = (): string => randomBytes(15).toString('base64url');

/** Writes a line to standard output as it is: `console` would have Lambda put text before it. */
export function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Ends early, without an error, when the signal says so. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  await wait(ms, undefined, signal && { signal }).catch((error: unknown) => {
    if (!signal?.aborted) throw error;
  });
}
