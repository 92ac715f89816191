/** The parts of a request's target as API Gateway hands them on. */
export type RequestUrl = {
  /** As sent. */
  readonly path: string;
  readonly decodedPath: string;
  readonly rawQueryString: string;
  /** Decoded; a name that comes twice has its values joined by a comma. */
  readonly query: Readonly<Record<string, string>>;
};

/** @returns undefined when an escape is no escape, or not UTF-8 */
export function readRequestUrl(target: string): RequestUrl | undefined {
  const [path = '', ...rest] = target.replace(/^https?:\/\/[^/?]*/i, '').split('?');
  const rawQueryString = rest.join('?');
  try {
    return {
      path,
      decodedPath: decodeURIComponent(path),
      rawQueryString,
      query: toQuery(rawQueryString),
    };
  } catch {
    return undefined;
  }
}

/** Name and decoded values, in the order in which they were sent. */
export function readQueryPairs(rawQueryString: string): readonly (readonly [string, string])[] {
  return rawQueryString
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [decode(name), decode(value.join('='))];
    });
}

function toQuery(rawQueryString: string): Record<string, string> {
  const query = new Map<string, string>();
  for (const [name, value] of readQueryPairs(rawQueryString)) {
    const before = query.get(name);
    query.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(query);
}

function decode(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}
