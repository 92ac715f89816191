import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const page = readFileSync(join(ROOT, 'docs', 'security.md'), 'utf8');

/** Paths of this project in code spans. */
const paths = [...page.matchAll(/`([\w.*-]+\/[\w.*/-]*|[\w-]+\.(?:yaml|json))`/g)].map(
  ([, path = '']) => path,
);

for (const path of new Set(paths)) {
  test(`${path}, which the security page names, exists`, () => {
    assert.notDeepEqual(globSync(path.replace(/\/$/, ''), { cwd: ROOT }), []);
  });
}

test('the page names code and tests for each of its rows', () => {
  assert.ok(paths.length > 60, `${paths.length} paths`);
});
