/** What a body says: its JSON, or that it is none. */
export type JsonBody =
  | { readonly isJson: true; readonly body: unknown }
  | { readonly isJson: false; readonly body: undefined };

const NO_JSON: JsonBody = { isJson: false, body: undefined };

/**
 * The JSON of a body. Whole numbers beyond 2^53 become texts of all their digits, since ids are as long as that; so do those
 * with decimals that are all zero, since `150.00` names a unit.
 */
export function readJson(text: string): JsonBody {
  const strict = parse(text);
  return strict.isJson ? strict : parse(toStrict(text));
}

function parse(text: string): JsonBody {
  try {
    return { isJson: true, body: JSON.parse(text, keepDigits) };
  } catch {
    // Whatever is nested too deep to be walked through is as good as none.
    return NO_JSON;
  }
}

/** `source`: the number as it stands in the text. */
function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number') return value;
  const source = context?.source ?? '';
  const hasMore = Number.isSafeInteger(value) ? /^-?\d+\.0+$/ : /^-?\d+$/;
  return hasMore.test(source) ? source : value;
}

/** A string as a whole; or what some writers leave between strings, and JSON does not have. */
const STRING_OR_ODD = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity|undefined)\b|,(?=\s*[}\]])/g;

/**
 * JSON without what sloppy writers put in: bytes around it, control characters within it, numbers that are none, a comma after
 * the last value. Nothing is added, so that what was cut off stays unreadable.
 */
function toStrict(text: string): string {
  const clean = text.replace(/[\p{Cc}\ufeff]/gu, ' ').trim();
  if (!/^[{[]/.test(clean)) return '';
  return clean.replace(STRING_OR_ODD, (found) =>
    found.startsWith('"') ? found : found === ',' ? '' : 'null',
  );
}
