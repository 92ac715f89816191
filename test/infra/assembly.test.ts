import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createApp } from '../../infra/app.ts';
import { createOutdir, propertiesOf, template } from './synthesize.ts';

const APP = join(import.meta.dirname, '..', '..', 'infra', 'app.ts');
const MAX_BUNDLE_BYTES = 430_000;

const outdir = createOutdir();
const stdout = runApp(outdir);
const assembled = JSON.parse(readFileSync(join(outdir, 'Estorno.template.json'), 'utf8'));
after(() => rmSync(outdir, { recursive: true }));

/** What `infra/app.ts` prints when it runs as a program, as far as stdout goes. */
function runApp(folder: string, env: Record<string, string> = {}): string {
  return execFileSync(process.execPath, [APP], {
    env: { ...process.env, ...env, CDK_OUTDIR: folder },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/** The bundle of a function, by its logical id. */
function bundleOf(functionId: string): string {
  const hash = assembled.Resources[functionId].Properties.Code.S3Key.replace(/\.zip$/, '');
  return join(outdir, `asset.${hash}`, 'index.mjs');
}

/** Every `Fn::…` and `Ref` in a part of a template. */
function intrinsicsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(key === 'Ref' || key.startsWith('Fn::') ? [key] : []),
    ...intrinsicsIn(inner),
  ]);
}

test('synthesis prints one line, where the template is', () => {
  assert.equal(stdout, `The template is ${join(outdir, 'Estorno.template.json')}\n`);
});

test("a second synthesis, under the CDK's command line, gives the same template and prints nothing", () => {
  const folder = createOutdir();
  const printed = runApp(folder, { CDK_CLI_VERSION: '2.1148.1' });
  const again = readFileSync(join(folder, 'Estorno.template.json'), 'utf8');
  rmSync(folder, { recursive: true });
  assert.deepEqual([again, printed], [readFileSync(join(outdir, 'Estorno.template.json'), 'utf8'), '']);
});

for (const [id] of propertiesOf('AWS::Lambda::Function')) {
  test(`the bundle of ${id} is one module that exports handler, and its source map`, () => {
    assert.deepEqual(readdirSync(join(bundleOf(id), '..')).sort(), ['index.mjs', 'index.mjs.map']);
    assert.match(readFileSync(bundleOf(id), 'utf8'), /export\s*\{[^}]*\bas handler\b[^}]*\}/);
  });

  test(`the bundle of ${id} is no larger than 430 kB, which a cold start has to read`, () => {
    assert.ok(statSync(bundleOf(id)).size <= MAX_BUNDLE_BYTES, `${statSync(bundleOf(id)).size} bytes`);
  });

  test(`the source map of ${id} carries no source`, () => {
    const map = JSON.parse(readFileSync(`${bundleOf(id)}.map`, 'utf8'));
    assert.equal(map.sourcesContent, undefined);
  });
}

test('the template is made of Ref, Fn::GetAtt, Fn::Join and Fn::Sub', () => {
  const { Resources, Outputs } = template.toJSON();
  const allowed = ['Fn::GetAtt', 'Fn::Join', 'Fn::Sub', 'Ref'];
  assert.deepEqual([...new Set(intrinsicsIn({ Resources, Outputs }))].sort(), allowed);
});

test('the template names no account, region or machine', () => {
  assert.doesNotMatch(JSON.stringify(assembled), /\b\d{12}\b|[a-z]{2}-[a-z]+-\d\b|"\/(home|work|Users)\//);
});

test('the stack is of one account and region where the deployment names them', () => {
  const folder = createOutdir();
  const env = { account: '111122223333', region: 'sa-east-1' };
  const stack = createApp({ outdir: folder, bundle: false, env }).synth().getStackByName('Estorno');
  assert.deepEqual([stack.environment.account, stack.environment.region], [env.account, env.region]);
  rmSync(folder, { recursive: true });
});
