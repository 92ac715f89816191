import { ScriptError } from '../script.ts';

/** What whoever asked can put right in the project: `message` says it in a sentence. Nothing was changed. */
export class NewProviderError extends ScriptError {
  override readonly name = 'NewProviderError';
}
