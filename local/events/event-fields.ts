/** What stands at the end of a path. */
export type Scalar = string | number | boolean | null;

/** One leaf of an event. */
export type Field = {
  /** The keys that lead here, as JSON; lists leave no trace in it. */
  readonly path: string;
  readonly value: Scalar;
  /** Which element of which list it stands in, list by list. */
  readonly elements: ReadonlyMap<object, number>;
};

/**
 * The leaves of an event, as EventBridge sees them: a list is all of its elements at one path, and an empty list or
 * object is nothing.
 */
export function fieldsOf(event: unknown): readonly Field[] {
  return walk(event, [], new Map());
}

/** Whether a field may stand beside those that were chosen: never two elements of the same list. */
export function fit(field: Field, chosen: readonly Field[]): boolean {
  return chosen.every(({ elements }) =>
    [...elements].every(([list, index]) => (field.elements.get(list) ?? index) === index),
  );
}

function walk(value: unknown, path: readonly string[], elements: ReadonlyMap<object, number>): Field[] {
  if (Array.isArray(value))
    return value.flatMap((item, index) => walk(item, path, new Map([...elements, [value, index]])));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, inner]) => walk(inner, [...path, key], elements));
  return isScalar(value) ? [{ path: JSON.stringify(path), value, elements }] : [];
}

function isScalar(value: unknown): value is Scalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
