import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { assembly, propertiesOf, template } from './synthesize.ts';

const APP = join(import.meta.dirname, '..', '..', 'infra', 'app.ts');
const MAX_BUNDLE_BYTES = 510_000;

// Both concurrently: bundling and CloudFormation's checks, which only the first does, take nearly all of the time.
const [again, underCli] = await Promise.all([
  runApp({}),
  runApp({
    CDK_VALIDATION: 'false',
    CDK_CLI_VERSION: '2.1148.1',
    CDK_DEFAULT_ACCOUNT: '111122223333',
    CDK_DEFAULT_REGION: 'sa-east-1',
    CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:bundling-stacks': [] }),
  }),
]);

/** Runs `infra/app.ts` as a program. Its folder is beside the cached one, because asset hashes depend on the depth. */
async function runApp(env: Record<string, string>): Promise<{ folder: string; stdout: string }> {
  const folder = mkdtempSync(join(dirname(assembly), 'test-'));
  after(() => rmSync(folder, { recursive: true }));
  const { CDK_DEFAULT_ACCOUNT: _account, CDK_DEFAULT_REGION: _region, ...own } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, [APP], {
    env: { ...own, ...env, CDK_OUTDIR: folder },
  });
  return { folder, stdout };
}

function readJson(folder: string, file: string) {
  return JSON.parse(readFileSync(join(folder, file), 'utf8'));
}

/** The bundle of a function, by its logical id. */
function bundleOf(functionId: string): string {
  const hash = template.Resources[functionId]?.Properties.Code.S3Key.replace(/\.zip$/, '');
  return join(assembly, `asset.${hash}`, 'index.mjs');
}

/** Every `Fn::…` and `Ref` in a part of a template. */
function intrinsicsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(key === 'Ref' || key.startsWith('Fn::') ? [key] : []),
    ...intrinsicsIn(inner),
  ]);
}

test('synthesis prints one line with the path of the template', () => {
  assert.equal(again.stdout, `The template is ${join(again.folder, 'Estorno.template.json')}\n`);
});

test('synthesis by the CDK CLI prints nothing', () => {
  assert.equal(underCli.stdout, '');
});

test('a second synthesis creates the same template, including bundles', () => {
  assert.deepEqual(readJson(again.folder, 'Estorno.template.json'), template);
});

for (const [id] of propertiesOf('AWS::Lambda::Function')) {
  test(`the bundle of ${id} is one module that exports handler`, () => {
    assert.deepEqual(readdirSync(join(bundleOf(id), '..')).sort(), ['index.mjs']);
    assert.match(readFileSync(bundleOf(id), 'utf8'), /export\s*\{[^}]*\bas handler\b[^}]*\}/);
  });

  test(`the bundle of ${id} is at most 510 kB`, () => {
    assert.ok(statSync(bundleOf(id)).size <= MAX_BUNDLE_BYTES, `${statSync(bundleOf(id)).size} bytes`);
  });
}

test('the template uses only Ref, Fn::GetAtt, Fn::Join, Fn::Select, Fn::Split and Fn::Sub', () => {
  const { Resources, Outputs } = template;
  const allowed = ['Fn::GetAtt', 'Fn::Join', 'Fn::Select', 'Fn::Split', 'Fn::Sub', 'Ref'];
  assert.deepEqual([...new Set(intrinsicsIn({ Resources, Outputs }))].sort(), allowed);
});

test('the template names no account, region or machine', () => {
  assert.doesNotMatch(JSON.stringify(template), /\b\d{12}\b|[a-z]{2}-[a-z]+-\d\b|"\/(home|work|Users)\//);
});

test('the stack is bound to the account and region that the deployment names', () => {
  const { environment } = readJson(underCli.folder, 'manifest.json').artifacts.Estorno;
  assert.equal(environment, 'aws://111122223333/sa-east-1');
});
