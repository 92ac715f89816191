import { EstornoError } from '../domain/problem.ts';
import { newSwitches, type Switches } from '../domain/switches.ts';
import type { SwitchStore } from '../ports/switch-store.ts';

/** Tries to save where others change the switches at the same time. */
const MAX_TRIES = 5;

/**
 * Changes the switches of a provider, as they are then. `change`: undefined where nothing is to be changed.
 * @throws EstornoError internal_error where too many others change them at the same time
 */
export async function changeSwitches(
  store: SwitchStore,
  provider: string,
  change: (before: Switches) => Switches | undefined,
): Promise<Switches> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const before = (await store.read(provider)) ?? newSwitches(provider);
    const after = change(before);
    if (!after) return before;
    if (await store.save(after)) return after;
  }
  throw new EstornoError('internal_error', {
    outcome: 'not_applied',
    detail: 'Too many others turned a switch at the same time. Check the switches, and try again.',
  });
}
