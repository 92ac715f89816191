import { LocalStackError } from '../local-stack-error.ts';
import { type Field, fieldsOf, fit, type Scalar } from './event-fields.ts';

/** Whether an event fits a rule's pattern, or a record a mapping's filter: the two are of one language. */
export type EventPattern = (event: unknown) => boolean;

/** One condition at one path: any of its tests will do. */
type Condition = { readonly path: string; readonly tests: readonly Test[] };

type Test =
  /** Of the field at the path. */
  | { readonly holds: (value: Scalar) => boolean }
  /** The path has no field: an object, or an empty list, is none. */
  | { readonly isAbsent: true };

/**
 * Reads a pattern of literals (texts, booleans, null), `prefix`, `anything-but` (texts, or a prefix), `exists`, and
 * objects of these.
 *
 * @param where how an error names the pattern
 * @throws LocalStackError by name on anything else of EventBridge's language, and on what EventBridge itself refuses
 */
export function readEventPattern(pattern: unknown, where: string): EventPattern {
  const conditions = readObject(pattern, [], where);
  return (event) => fitsAll(conditions, fieldsOf(event), []);
}

/** Tries the fields of each condition in turn: all that are chosen must come from the same elements of the same lists. */
function fitsAll(
  conditions: readonly Condition[],
  fields: readonly Field[],
  chosen: readonly Field[],
): boolean {
  const [condition, ...others] = conditions;
  if (!condition) return true;
  const there = fields.filter(({ path }) => path === condition.path);
  if (there.length === 0)
    return condition.tests.some((test) => 'isAbsent' in test) && fitsAll(others, fields, chosen);
  return there
    .filter((field) => condition.tests.some((test) => 'holds' in test && test.holds(field.value)))
    .filter((field) => fit(field, chosen))
    .some((field) => fitsAll(others, fields, [...chosen, field]));
}

function readObject(pattern: unknown, path: readonly string[], where: string): readonly Condition[] {
  const entries = isObject(pattern) ? Object.entries(pattern) : [];
  if (entries.length === 0) throw refusal(where, path, 'an empty object, or none');
  return entries.flatMap(([key, value]): readonly Condition[] => {
    const inner = [...path, key];
    if (key === '$or') throw refusal(where, path, '$or');
    if (!Array.isArray(value)) return readObject(value, inner, where);
    if (value.length === 0) throw refusal(where, inner, 'an empty list');
    return [{ path: JSON.stringify(inner), tests: value.map((item) => readTest(item, inner, where)) }];
  });
}

function readTest(item: unknown, path: readonly string[], where: string): Test {
  if (typeof item === 'string' || typeof item === 'boolean' || item === null)
    return { holds: (value) => value === item };
  const entries = isObject(item) ? Object.entries(item) : [];
  const [entry] = entries;
  if (entry && entries.length === 1) {
    const [matcher, argument] = entry;
    if (matcher === 'exists' && typeof argument === 'boolean')
      return argument ? { holds: () => true } : { isAbsent: true };
    if (matcher === 'prefix' && typeof argument === 'string')
      return { holds: (value) => startsWith(value, argument) };
    if (matcher === 'anything-but') return readAnythingBut(argument, path, where);
  }
  throw refusal(where, path, JSON.stringify(item));
}

/** Every field but these, numbers, booleans and null among them; never a path without a field. */
function readAnythingBut(argument: unknown, path: readonly string[], where: string): Test {
  if (isObject(argument) && Object.keys(argument).length === 1 && typeof argument.prefix === 'string') {
    const { prefix } = argument;
    return { holds: (value) => !startsWith(value, prefix) };
  }
  const texts: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
  if (texts.length > 0 && texts.every((text) => typeof text === 'string'))
    return { holds: (value) => texts.every((text) => text !== value) };
  throw refusal(where, path, JSON.stringify({ 'anything-but': argument }));
}

function startsWith(value: Scalar, prefix: string): boolean {
  return typeof value === 'string' && value.startsWith(prefix);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refusal(where: string, path: readonly string[], what: string): LocalStackError {
  return new LocalStackError(
    `The local stack does not know ${what} in the pattern of ${where}, at ${path.join('.') || 'its top'}. ` +
      'It knows lists of texts, true, false, null, "prefix", "anything-but" (texts, or a prefix) and "exists". ' +
      'Write the pattern with these, or add the rest to local/events/event-pattern.ts.',
  );
}
