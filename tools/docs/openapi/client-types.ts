import * as z from 'zod';
import { COMMAND_RULES } from '../../../functions/command-rules.ts';
import { type Json, SCHEMAS } from './json-schema.ts';
import { toRequestName, toSchemas } from './schemas.ts';

/** The file, from the root of the project. */
export const CLIENT_TYPES_FILE = 'client/api-types.ts';

const HEAD = `// biome-ignore-all format: written by \`npm run docs:openapi\` from the schemas of openapi.yaml.

`;

/** The keywords of JSON Schema that the description uses. */
const Schema = z.object({
  $ref: z.string().optional(),
  description: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).default([]),
});

type Schema = z.infer<typeof Schema>;

const PLAIN: Readonly<Record<string, string>> = {
  string: 'string',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  null: 'null',
};

/** The schemas of the description as TypeScript types. */
export function toClientTypes(schemas: Readonly<Record<string, Json>> = toSchemas()): string {
  const types = Object.entries(schemas)
    .filter(([name]) => name !== 'GatewayAnswer')
    .map(([name, schema]) => `${toComment(schema, '')}export type ${name} = ${toType(schema, '')};\n`);
  return `${HEAD}${types.join('\n')}\n${toRequests()}`;
}

function toRequests(): string {
  const members = COMMAND_RULES.map(({ id }) => {
    const [cancellation, refund] = [toRequestName(id, 'cancellation'), toRequestName(id, 'refund')];
    return `  readonly ${id}: { readonly cancellation: ${cancellation}; readonly refund: ${refund} };\n`;
  });
  return `/** The requests to each provider, by the provider's id. */\nexport type Requests = {\n${members.join('')}};\n`;
}

/** @throws Error for a schema that has no type here */
function toType(json: unknown, indent: string): string {
  const schema = Schema.parse(json);
  const { $ref, enum: values, anyOf, oneOf, items, properties, type } = schema;
  if ($ref !== undefined) return $ref.slice(SCHEMAS.length);
  if (schema.const !== undefined) return toLiteral(schema.const);
  if (values) return values.map(toLiteral).join(' | ');
  const choices = anyOf ?? oneOf;
  if (choices) return choices.map((one) => toType(one, indent)).join(' | ');
  if (properties) return toObject(schema, indent);
  if (type === 'array') return `readonly (${toType(items, indent)})[]`;
  return [type].flat().map(toPlain).join(' | ');
}

function toObject({ properties = {}, required }: Schema, indent: string): string {
  const inner = `${indent}  `;
  const members = Object.entries(properties).map(([name, schema]) => {
    const type = toType(schema, inner);
    const member = required.includes(name) ? `${name}: ${type}` : `${name}?: ${type} | undefined`;
    return `${toComment(schema, inner)}${inner}readonly ${member};\n`;
  });
  return `{\n${members.join('')}${indent}}`;
}

function toComment(schema: unknown, indent: string): string {
  const { description } = Schema.parse(schema);
  return description === undefined ? '' : `${indent}/** ${description} */\n`;
}

function toLiteral(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}

function toPlain(type: string | undefined): string {
  const plain = PLAIN[type ?? ''];
  if (plain === undefined) throw new Error(`The type ${type} is not known: add it to client-types.ts.`);
  return plain;
}
