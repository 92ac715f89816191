import { UsageError } from '../../tools/script.ts';
import type { OptionName } from './estorno-options.ts';

/**
 * Ends the synthesis with one sentence about a wrong value.
 * @param use what to write instead
 * @throws UsageError always
 */
export function refuse(name: OptionName, value: unknown, use: string): never {
  throw new UsageError(`The option ${name} has "${value}". ${use}.`);
}
