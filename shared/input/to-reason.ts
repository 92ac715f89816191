import type { EstornoError } from '../domain/problem.ts';
import { cutText } from '../domain/text.ts';

/** The longest reason that goes along with a message that is set aside, in characters. */
const MAX_REASON = 1024;

/** Why a command was refused, in one line, with every field that is wrong. */
export function toReason({ message, facts }: EstornoError): string {
  const errors = (facts.errors ?? []).map(({ pointer, detail }) => `${pointer || 'the command'} ${detail}`);
  // Names of fields come from outside, and a message's attributes take no control characters.
  const reason = errors.length > 0 ? errors.join('; ') : message;
  return cutText(reason.replace(/\p{C}/gu, '?'), MAX_REASON);
}
