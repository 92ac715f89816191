/** A property that does not hold, by name, so that a known one can be distinguished from a new one. */
export class Violation extends Error {
  override readonly name = 'Violation';
  readonly property: string;

  constructor(property: string, detail: string) {
    super(`${property}: ${detail}`);
    this.property = property;
  }
}

/** @throws Violation */
export function holds(isTrue: boolean, property: string, detail: () => string): asserts isTrue {
  if (!isTrue) throw new Violation(property, detail());
}

/** Any value in one line that is not too long. */
export function shown(value: unknown): string {
  const text =
    value instanceof Error ? `${value.name}: ${value.message}` : (JSON.stringify(value) ?? String(value));
  return text.length > 600 ? `${text.slice(0, 600)}… (${text.length} characters)` : text;
}
