import { ScriptError } from '../script.ts';

/** A condition in the project that the caller can correct: `message` names it. Nothing was changed. */
export class NewProviderError extends ScriptError {
  override readonly name = 'NewProviderError';
}
