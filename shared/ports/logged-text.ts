import { withoutPersonalData } from '../domain/personal-data.ts';
import { withoutTokens } from '../domain/text.ts';

/** The most characters of a text in a log line. */
const MAX_TEXT = 300;

/** So many times the length of the cut is examined: a credential that lies across the cut is still seen whole. */
const EXAMINED = 4;

/** Long runs of mixed characters, which may be credentials. */
const LONG_RUN = /(?=[\w+/=-]*[a-z])(?=[\w+/=-]*\d)[\w+/=-]{24,}/gi;

/** A text cut short, and cleared of credentials and personal data where others wrote it. */
export function toLoggedText(text: string, isForeign: boolean, most = MAX_TEXT): string {
  const start = text.slice(0, EXAMINED * most);
  if (!isForeign) return start.slice(0, most);
  const safe = withoutPersonalData(withoutTokens(start));
  return safe.replace(LONG_RUN, '[redacted]').slice(0, most);
}
