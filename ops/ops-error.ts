import { ScriptError } from '../tools/script.ts';

/** What the operator can put right, though it was asked rightly: `message` says it in a sentence. */
export class OpsError extends ScriptError {
  override readonly name = 'OpsError';
}
