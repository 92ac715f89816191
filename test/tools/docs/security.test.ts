import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const page = readFileSync(join(ROOT, 'docs', 'security.md'), 'utf8');

/** What stands in code and is a path of this project. */
const paths = [...page.matchAll(/`([\w.*-]+\/[\w.*/-]*|[\w-]+\.(?:yaml|json))`/g)].map(
  ([, path = '']) => path,
);

for (const path of new Set(paths)) {
  test(`${path}, which the page on security names, is there`, () => {
    assert.notDeepEqual(globSync(path.replace(/\/$/, ''), { cwd: ROOT }), []);
  });
}

test('the page names where each of its rows is met and tested', () => {
  assert.ok(paths.length > 60, `${paths.length} paths`);
});
