/** The value that a text of others holds as JSON; undefined where it holds none. */
export function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
