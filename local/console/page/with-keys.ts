/** Each of a list beside a key of its own: its text, and from the second with that text on, which of them it is. */
export function withKeys<T>(
  list: readonly T[],
  toText: (one: T) => string,
): readonly (readonly [key: string, one: T])[] {
  const counts = new Map<string, number>();
  return list.map((one) => {
    const text = toText(one);
    const count = (counts.get(text) ?? 0) + 1;
    counts.set(text, count);
    return [count === 1 ? text : `${text} ${count}`, one];
  });
}
