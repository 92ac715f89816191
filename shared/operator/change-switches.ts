import { newSwitches, type Switches } from '../domain/switches.ts';
import type { SwitchStore } from '../ports/switch-store.ts';
import { saveChange } from './save-change.ts';

/**
 * Changes the switches of a provider, as they are then. `change`: undefined where nothing is to be changed.
 * @throws EstornoError internal_error where too many others change them at the same time
 */
export async function changeSwitches(
  store: SwitchStore,
  provider: string,
  change: (before: Switches) => Switches | undefined,
): Promise<Switches> {
  return saveChange(store, provider, {
    initial: newSwitches(provider),
    change,
    detail: 'Too many others turned a switch at the same time. Check the switches, and try again.',
  });
}
