/** What a body says: its JSON, or that it is none. */
export type JsonBody =
  | { readonly isJson: true; readonly body: unknown }
  | { readonly isJson: false; readonly body: undefined };

const NO_JSON: JsonBody = { isJson: false, body: undefined };

/** The JSON of a body. Whole numbers beyond 2^53 become texts of all their digits: ids are as long as that. */
export function readJson(text: string): JsonBody {
  try {
    return { isJson: true, body: JSON.parse(text, keepDigits) };
  } catch {
    // Whatever is nested too deep to be walked through is as good as none.
    return NO_JSON;
  }
}

/** `source`: the number as it stands in the text. */
function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? '';
  return /^-?\d+$/.test(source) ? source : value;
}
