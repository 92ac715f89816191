import * as z from 'zod';

const attributesSchema = z.record(z.string(), z.unknown());

const attributeSchema = z.looseObject({
  M: attributesSchema.optional(),
  L: z.array(z.unknown()).optional(),
});

/**
 * The attributes of an item, each with its type. The stream of DynamoDB Local leaves out the type of an empty map: it writes
 * `{}` where DynamoDB writes `{ "M": {} }`.
 */
export function withEmptyMaps(attributes: unknown): Record<string, unknown> {
  const entries = Object.entries(attributesSchema.parse(attributes));
  return Object.fromEntries(entries.map(([name, attribute]) => [name, toTyped(attribute)]));
}

function toTyped(attribute: unknown): object {
  const value = attributeSchema.parse(attribute);
  if (Object.keys(value).length === 0) return { M: {} };
  if (value.M) return { M: withEmptyMaps(value.M) };
  return value.L ? { L: value.L.map(toTyped) } : value;
}
