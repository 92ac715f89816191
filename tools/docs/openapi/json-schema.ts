import * as z from 'zod';

/** A part of the description, as JSON has it. */
export type Json = { readonly [name: string]: unknown };

export const SCHEMAS = '#/components/schemas/';

/**
 * Named zod schemas as JSON Schemas that refer to each other by `$ref`. `input`: what callers write; `output`: what
 * they read, to which members may be added, so that whoever reads leaves alone what it does not know.
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

function tidy(schema: z.core.JSONSchema.BaseSchema, io: 'input' | 'output'): void {
  if (io === 'output') delete schema.additionalProperties;
  // JavaScript's own limits, and what the format says already.
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.format === 'date-time' || schema.format === 'date') delete schema.pattern;
}

/** A value as JSON has it: what is undefined is not there. */
export function toJson<T>(value: T): unknown {
  return JSON.parse(JSON.stringify(value));
}
