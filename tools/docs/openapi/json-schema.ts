import * as z from 'zod';

/** A part of the description, as JSON has it. */
export type Json = { readonly [name: string]: unknown };

export const SCHEMAS = '#/components/schemas/';

/**
 * Named zod schemas as JSON Schemas that refer to each other by `$ref`. `input`: what callers write; `output`: what
 * they read, to which members may be added, so that a reader ignores unknown members.
 */
export function toJsonSchemas(
  named: Readonly<Record<string, z.core.$ZodType>>,
  io: 'input' | 'output',
): Record<string, Json> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    io,
    uri: (id) => `${SCHEMAS}${id}`,
    override: ({ jsonSchema }) => tidy(jsonSchema, io),
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema, $id, id: _id, ...rest }]) => [id, rest]),
  );
}

/** One zod schema that refers to no other. */
export function toJsonSchema(schema: z.core.$ZodType, io: 'input' | 'output'): Json {
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    io,
    override: ({ jsonSchema }) => tidy(jsonSchema, io),
  });
  return rest;
}

/** Removes what zod adds, and writes patterns so that every dialect of regular expressions reads them. */
export function tidy(schema: z.core.JSONSchema.BaseSchema, io: 'input' | 'output'): void {
  if (io === 'output') delete schema.additionalProperties;
  // The limits of JavaScript, and what the format says already.
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.format === 'date-time' || schema.format === 'date') delete schema.pattern;
  if (schema.pattern !== undefined) schema.pattern = toPortablePattern(schema.pattern);
}

/** Patterns that need Unicode properties, which many dialects lack. The portable form accepts a little more. */
const PORTABLE_PATTERNS: Readonly<Record<string, string>> = {
  '^\\P{C}*$': '^[^\\x00-\\x1f\\x7f]*$',
};

/** @throws Error for a pattern that is not portable and has no portable form here */
export function toPortablePattern(pattern: string): string {
  const portable = PORTABLE_PATTERNS[pattern] ?? pattern;
  if (/\\[pPu]|\(\?/.test(portable))
    throw new Error(`the pattern ${pattern} is not portable: add its portable form to json-schema.ts`);
  return portable;
}

/** A value as JSON has it, without members that are undefined. */
export function toJson<T>(value: T): unknown {
  return JSON.parse(JSON.stringify(value));
}
