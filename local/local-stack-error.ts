import { ScriptError } from '../tools/script.ts';

/** What a person can put right: `message` says what was wrong and what to do, so no stack trace is shown with it. */
export class LocalStackError extends ScriptError {
  override readonly name = 'LocalStackError';
}
