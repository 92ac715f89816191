import { EstornoError } from '../domain/problem.ts';

/** Tries to save where others change the same setting at the same time. */
const MAX_TRIES = 5;

type Setting<T> = {
  readonly read: (provider: string) => Promise<T | undefined>;
  /** False where somebody else saved since it was read. */
  readonly save: (value: T) => Promise<boolean>;
};

type Change<T> = {
  /** The setting of a provider that has none yet. */
  readonly initial: T;
  /** Undefined: nothing is to be changed. */
  readonly change: (before: T) => T | undefined;
  /** What a person reads who was never the first to save. */
  readonly detail: string;
};

/**
 * Changes a setting of a provider: reads it, changes it and saves it, and does so again where somebody else saved in between.
 *
 * @returns what stands then
 * @throws EstornoError internal_error, with nothing changed
 */
export async function saveChange<T>(
  setting: Setting<T>,
  provider: string,
  { initial, change, detail }: Change<T>,
): Promise<T> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const before = (await setting.read(provider)) ?? initial;
    const after = change(before);
    if (after === undefined) return before;
    if (await setting.save(after)) return after;
  }
  throw new EstornoError('internal_error', { outcome: 'not_applied', detail });
}
