import { EstornoError } from '../domain/problem.ts';

/** Tries to save where others change the same setting at the same time. */
const MAX_TRIES = 5;

type Setting<T> = {
  readonly read: (provider: string) => Promise<T | undefined>;
  /** False where somebody else saved since it was read. */
  readonly save: (value: T) => Promise<boolean>;
};

/**
 * Changes a setting of a provider: reads it, changes it and saves it, and does so again where somebody else saved in between.
 *
 * @param initial the setting of a provider that has none yet
 * @param detail what a person reads who was never the first to save
 * @returns what was saved
 * @throws EstornoError internal_error, with nothing changed
 */
export async function saveChange<T>(
  setting: Setting<T>,
  provider: string,
  { initial, change, detail }: { initial: T; change: (before: T) => T; detail: string },
): Promise<T> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const after = change((await setting.read(provider)) ?? initial);
    if (await setting.save(after)) return after;
  }
  throw new EstornoError('internal_error', { outcome: 'not_applied', detail });
}
