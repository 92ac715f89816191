import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createApp } from '../../infra/create-app.ts';
import { findIn } from './findings.ts';
import { NAMES, toRows, withOptions } from './option-samples.ts';

const pairs = NAMES.flatMap((one, index) => NAMES.slice(index + 1).map((other) => [one, other] as const));

for (const pair of pairs)
  test(`a deployment with ${pair.join(' and ')} and nothing else has no open finding`, () => {
    const { open, idle } = findIn({ context: withOptions(pair) });
    assert.deepEqual({ open, idle }, { open: [], idle: [] });
  });

const hasLinter = spawnSync('cfn-lint', ['--version']).status === 0;

test('cfn-lint accepts the templates', { skip: !hasLinter && 'cfn-lint is not installed' }, (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'estorno-lint-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  [[], ...toRows(NAMES)].forEach((row, index) => {
    createApp({ bundle: false, outdir: join(folder, String(index)), context: withOptions(row) }).synth();
  });
  const { stdout } = spawnSync('cfn-lint', [join(folder, '**', '*.template.json')], { encoding: 'utf8' });
  assert.equal(stdout, '');
});
