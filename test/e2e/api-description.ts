import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import * as z from 'zod';
import { OPENAPI_FILE } from '../../tools/docs/openapi/to-yaml.ts';
import type { HttpAnswer } from './http-client.ts';

const Members = z.record(z.string(), z.unknown());
const Reference = z.object({ $ref: z.string() });
const Content = z.record(z.string(), z.object({ schema: z.unknown(), examples: z.unknown().optional() }));
const Answer = z.object({
  headers: z.record(z.string(), z.union([Reference, z.object({})])).default({}),
  content: Content.default({}),
});
const Header = z.object({ required: z.boolean().default(false), schema: z.unknown() });
const Operation = z.object({
  operationId: z.string(),
  parameters: z.array(Reference).default([]),
  requestBody: z
    .object({
      content: z.record(
        z.string(),
        z.object({ examples: z.record(z.string(), z.object({ value: z.unknown() })) }),
      ),
    })
    .optional(),
  responses: z.record(z.string(), z.union([Reference, Answer])),
});

export const Description = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({ examples: z.record(z.string(), z.unknown()) }),
});

/** Headers that nobody may find on an answer unless its description names them. */
const OWN_HEADERS = ['location', 'retry-after', 'idempotent-replayed', 'preference-applied', 'allow'];

/** The description as it is published. */
export function readDescription(): z.infer<typeof Description> {
  return Description.parse(parse(readFileSync(OPENAPI_FILE, 'utf8')));
}

/** Says what of an answer is not as the description has it. Members that it does not name count too. */
export type CheckAnswer = (
  request: { readonly method: string; readonly path: string },
  answer: HttpAnswer,
) => readonly string[];

export function createAnswerCheck(description: z.infer<typeof Description>): CheckAnswer {
  const validate = createValidator(description);
  const operations = Object.entries(description.paths).flatMap(([template, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method, matches: toMatcher(template), operation })),
  );

  return ({ method, path }, answer) => {
    const route = path.split('?')[0] ?? '';
    const operation = operations.find(
      (one) => one.method === method.toLowerCase() && one.matches.test(route),
    )?.operation;
    const documented = operation ? operation.responses[answer.status] : UNROUTED;
    if (documented === undefined) return ['has a status that is not documented'];
    const { content, headers } = Answer.parse(resolve(description, documented));
    const isGateways = answer.status >= 400 && typeOf(answer) === 'application/json';
    const isKept = !isGateways && answer.headers['cache-control'] === undefined;
    const complaints = [...checkBody(answer, content), ...checkHeaders(answer, headers)];
    return isKept ? [...complaints, 'may be kept'] : complaints;
  };

  function checkBody(answer: HttpAnswer, content: z.infer<typeof Content>): readonly string[] {
    const type = typeOf(answer);
    if (Object.keys(content).length === 0) return answer.text === '' ? [] : ['has a body'];
    const media = content[type];
    return media ? validate(media.schema, answer.body) : [`is ${type || 'of no type'}`];
  }

  function checkHeaders({ headers }: HttpAnswer, documented: Readonly<Record<string, unknown>>) {
    const named = Object.keys(documented).map((name) => name.toLowerCase());
    const unnamed = OWN_HEADERS.filter((name) => headers[name] !== undefined && !named.includes(name));
    const wrong = Object.entries(documented).flatMap(([name, header]) => {
      const { required, schema } = Header.parse(resolve(description, header));
      const value = headers[name.toLowerCase()];
      if (value === undefined) return required ? [`has no ${name}`] : [];
      return validate(schema, value).map((complaint) => `${name}: ${complaint}`);
    });
    return [...unnamed.map((name) => `has ${name}`), ...wrong];
  }
}

/** What the references of a schema on its own are based on; nobody is asked for it. */
const DOCUMENT = 'https://estorno.invalid/openapi.yaml';

const UNROUTED = { $ref: '#/components/responses/Unrouted' };

function typeOf({ headers }: HttpAnswer): string {
  return String(headers['content-type'] ?? '').split(';')[0] ?? '';
}

function toMatcher(template: string): RegExp {
  return new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`);
}

/** What a local reference leads to; anything else is itself. */
export function resolve(description: unknown, value: unknown): unknown {
  const reference = Reference.safeParse(value);
  if (!reference.success) return value;
  const names = reference.data.$ref.split('/').slice(1);
  return names.reduce<unknown>((at, name) => Members.parse(at)[name], description);
}

/** Validates against schemas of the description, by JSON Schema 2020-12. */
export function createValidator(description: object): (schema: unknown, value: unknown) => readonly string[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
  addFormats.default(ajv);
  ajv.addSchema({ $id: DOCUMENT, ...Members.parse(toClosed(description)) });
  const compiled = new Map<string, ReturnType<typeof ajv.compile>>();
  return (schema, value) => {
    const text = JSON.stringify(schema).replaceAll('"#/', `"${DOCUMENT}#/`);
    const check = compiled.get(text) ?? ajv.compile(Members.parse(toClosed(JSON.parse(text))));
    compiled.set(text, check);
    check(value);
    return (check.errors ?? []).map(({ instancePath, message, params }) =>
      [instancePath, message, JSON.stringify(params)].join(' '),
    );
  };
}

/** The same with every object closed: a description leaves room for members to come, and these tests do not. */
function toClosed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(toClosed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const closed = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, toClosed(value)]));
  const isObject = 'type' in schema && schema.type === 'object' && 'properties' in schema;
  return isObject ? { additionalProperties: false, ...closed } : closed;
}
