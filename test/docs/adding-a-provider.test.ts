import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import { type Block, readBlocks, withBlock } from './page-blocks.ts';

const PAGE = 'docs/adding-a-provider.md';

/** Characters of what a run said that are shown where it failed. */
const MUCH = 4000;

/** Tests that look at what lists every provider, and at what is written about them. */
const LISTS = [
  'test/layers.test.ts',
  'test/functions/capabilities.test.ts',
  'test/local/command-line.test.ts',
  'test/client/types.test.ts',
  'test/docs/providers.test.ts',
  'test/docs/openapi.test.ts',
];

/** The whole project but for what is made from it, in a folder of its own. */
const copy = mkdtempSync(join(tmpdir(), 'estorno-page-'));
after(() => rmSync(copy, { recursive: true, force: true }));

test('the page fits on a few screens', () => {
  assert.ok(readFileSync(PAGE, 'utf8').split('\n').length < 200);
});

test('whoever follows the page has a provider that passes the conformance kit', {
  timeout: 300_000,
}, async () => {
  copyProject();
  const steps = readBlocks(readFileSync(PAGE, 'utf8'));
  let said = '';
  for (const step of steps) {
    if (step.language === 'sh') said = await run(step.code);
    else if (step.language === 'text')
      assert.ok(said.includes(step.code.trim()), `it did not say: ${step.code}`);
    else put(step);
  }

  const [, passed = 0] = /^ℹ pass (\d+)$/m.exec(said) ?? [];
  assert.ok(Number(passed) >= 30, said.slice(-MUCH));
  assert.ok(/^ℹ fail 0$/m.test(said), said.slice(-MUCH));
});

test('what the page makes passes the check of formats, keeps to its layers and is in every list, once its documents are written', {
  timeout: 300_000,
}, async () => {
  const written = await finish(
    'npx biome check --write functions infra test/contract && npm run --silent docs:providers && npm run --silent docs:openapi',
  );
  assert.equal(written.exitCode, 0, written.said.slice(-MUCH));
  const checks = await run(`node infra/launch.mjs --test ${LISTS.join(' ')}`);
  assert.ok(/^ℹ fail 0$/m.test(checks), checks.slice(-MUCH));
});

test('what the page makes passes the check of types', { timeout: 300_000 }, async () => {
  const { said, exitCode } = await finish('npx tsc');
  assert.equal(exitCode, 0, said.slice(-MUCH));
});

function copyProject(): void {
  const made = new Set(['node_modules', '.git', 'cdk.out', 'dist']);
  cpSync('.', copy, { recursive: true, filter: (path) => !made.has(basename(path)) });
  symlinkSync(join(process.cwd(), 'node_modules'), join(copy, 'node_modules'));
}

function put(block: Block): void {
  assert.ok(block.file, `a block of the page names no file: ${block.code}`);
  const file = join(copy, block.file);
  writeFileSync(file, withBlock(readFileSync(file, 'utf8'), block));
}

/** Runs commands as a shell would, one after another, whatever each comes to. Answers with all that they said. */
async function run(commands: string): Promise<string> {
  return (await finish(commands)).said;
}

/** The exit code is that of the last command. */
function finish(commands: string): Promise<{ readonly said: string; readonly exitCode: number | null }> {
  // The tests in there are no part of these.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', commands], { cwd: copy, env: { ...env, npm_config_loglevel: 'error' } });
    const said: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ said: Buffer.concat(said).toString(), exitCode }));
  });
}
