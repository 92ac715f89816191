import { ScriptError } from '../tools/script.ts';

/** The command was right and could not be carried out. `message` says why, and what to do. */
export class OpsError extends ScriptError {
  override readonly name = 'OpsError';
}
