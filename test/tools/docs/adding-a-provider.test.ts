import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import { type Block, readBlocks, withBlock } from './page-blocks.ts';

const PAGE = 'docs/adding-a-provider.md';

/** Characters of a command's output that a failure shows. */
const MUCH = 4000;

/** Tests of the lists of all providers, and of the documents about them. */
const LISTS = [
  'test/layers.test.ts',
  'test/functions/capabilities.test.ts',
  'test/local/command-line.test.ts',
  'test/client/types.test.ts',
  'test/tools/docs/providers.test.ts',
  'test/tools/docs/openapi.test.ts',
];

/** A copy of the project without generated files. */
const copy = mkdtempSync(join(tmpdir(), 'estorno-page-'));
after(() => rmSync(copy, { recursive: true, force: true }));

test('the page fits on a few screens', () => {
  assert.ok(readFileSync(PAGE, 'utf8').split('\n').length < 200);
});

test('a provider that is added by the page passes the contract suite', {
  timeout: 300_000,
}, async () => {
  copyProject();
  const steps = readBlocks(readFileSync(PAGE, 'utf8'));
  let output = '';
  for (const step of steps) {
    if (step.language === 'sh') output = await run(step.code);
    else if (step.language === 'text')
      assert.ok(output.includes(step.code.trim()), `missing in the output: ${step.code}`);
    else put(step);
  }

  const [, passed = 0] = /^ℹ pass (\d+)$/m.exec(output) ?? [];
  assert.ok(Number(passed) >= 100, output.slice(-MUCH));
  assert.ok(/^ℹ fail 0$/m.test(output), output.slice(-MUCH));
});

test('the added provider passes the format check, keeps to its layers, and is in every list and document', {
  timeout: 300_000,
}, async () => {
  const written = await finish(
    'npx biome check --write functions infra local test/contract && npm run --silent docs:providers && npm run --silent docs:openapi',
  );
  assert.equal(written.exitCode, 0, written.output.slice(-MUCH));
  const checks = await run(`node tools/launch.mjs --test ${LISTS.join(' ')}`);
  assert.ok(/^ℹ fail 0$/m.test(checks), checks.slice(-MUCH));
});

test('the added provider passes the type check', { timeout: 300_000 }, async () => {
  const { output, exitCode } = await finish('npx tsc');
  assert.equal(exitCode, 0, output.slice(-MUCH));
});

function copyProject(): void {
  const generated = new Set(['node_modules', '.git', 'cdk.out', 'dist']);
  cpSync('.', copy, { recursive: true, filter: (path) => !generated.has(basename(path)) });
  symlinkSync(join(process.cwd(), 'node_modules'), join(copy, 'node_modules'));
}

function put(block: Block): void {
  assert.ok(block.file, `a block of the page names no file: ${block.code}`);
  const file = join(copy, block.file);
  writeFileSync(file, withBlock(readFileSync(file, 'utf8'), block));
}

/** Runs commands one after another in a shell, whatever their exit codes. @returns their output */
async function run(commands: string): Promise<string> {
  return (await finish(commands)).output;
}

/** The exit code is that of the last command. */
function finish(commands: string): Promise<{ readonly output: string; readonly exitCode: number | null }> {
  // The tests in the copy are not subtests of this one.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', commands], { cwd: copy, env: { ...env, npm_config_loglevel: 'error' } });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ output: Buffer.concat(chunks).toString(), exitCode }));
  });
}
