import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import * as z from 'zod';
import { PROBLEM_CODES } from '../../../shared/domain/problem.ts';
import { COMMON_ROUTES, NOTIFICATIONS_BELOW, PROVIDER_ROUTES } from '../../../shared/http/routes.ts';
import { toOpenApi } from '../../../tools/docs/openapi/document.ts';
import { toPortablePattern } from '../../../tools/docs/openapi/json-schema.ts';
import { PROBLEM_SETS, UNROUTED } from '../../../tools/docs/openapi/problem-sets.ts';
import { OPENAPI_FILE, toYaml } from '../../../tools/docs/openapi/to-yaml.ts';
import { createValidator, readDescription, resolve } from '../../e2e/api-description.ts';

const description = readDescription();

test('openapi.yaml is up to date (npm run docs:openapi writes it)', () => {
  assert.equal(readFileSync(OPENAPI_FILE, 'utf8'), toYaml(toOpenApi()));
});

test('it has the same meaning in YAML 1.1', () => {
  const text = readFileSync(OPENAPI_FILE, 'utf8');
  assert.deepEqual(parse(text, { version: '1.1' }), parse(text));
});

test('Redocly finds nothing to report, without network access', () => {
  const linter = spawnSync(
    process.execPath,
    [
      '--import',
      './test/tools/docs/no-network.mjs',
      'node_modules/@redocly/cli/bin/cli.js',
      'lint',
      '--format=json',
    ],
    {
      encoding: 'utf8',
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    },
  );

  assert.doesNotMatch(linter.stderr, /connects:/);
  const { totals } = z.object({ totals: z.unknown() }).parse(JSON.parse(linter.stdout));
  assert.deepEqual(totals, { errors: 0, warnings: 0, ignored: 0 });
});

test('its patterns are valid in every dialect of regular expressions', () => {
  const patterns = readFileSync(OPENAPI_FILE, 'utf8').match(/^ +(?:- )?pattern: .*$/gm) ?? [];
  assert.ok(patterns.length > 10, `${patterns.length} patterns`);
  assert.deepEqual(
    patterns.filter((pattern) => /\\[pPu]|\(\?/.test(pattern)),
    [],
  );
  assert.throws(() => toPortablePattern('^\\p{L}+$'), /is not portable/);
});

test('it has exactly the routes of the API', () => {
  const described = Object.entries(description.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { operationId }]) => [operationId, method.toUpperCase(), path]),
  );
  const all = [...COMMON_ROUTES, ...PROVIDER_ROUTES, ...NOTIFICATIONS_BELOW];
  const routes = all.map(({ name, method, path }) => [name, method, path]);
  assert.deepEqual(described.toSorted(), routes.toSorted());
});

test('every problem code belongs to a route, and has an example', () => {
  const answered = new Set([...Object.values(PROBLEM_SETS).flat(), ...UNROUTED]);
  assert.deepEqual([...answered].toSorted(), PROBLEM_CODES.toSorted());
  assert.deepEqual(Object.keys(description.components.examples).toSorted(), PROBLEM_CODES.toSorted());
});

const Media = z.object({ schema: z.unknown(), examples: z.record(z.string(), z.unknown()) });
const Example = z.object({ value: z.unknown() });
const Bodies = z.object({ content: z.record(z.string(), z.unknown()).default({}) });

describe('every example matches its schema, without additional members:', () => {
  const validate = createValidator(description);
  for (const { operationId, requestBody, responses } of Object.values(description.paths).flatMap((item) =>
    Object.values(item),
  )) {
    for (const [where, bodies] of [['request', requestBody ?? {}], ...Object.entries(responses)] as const)
      for (const [type, content] of Object.entries(Bodies.parse(resolve(description, bodies)).content)) {
        const media = Media.safeParse(content);
        for (const [name, example] of Object.entries(media.data?.examples ?? {}))
          test(`${operationId} ${where} ${type} ${name}`, () => {
            const { value } = Example.parse(resolve(description, example));
            assert.deepEqual(validate(media.data?.schema, value), []);
          });
      }
  }
});
