import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

for (const page of globSync('docs/recipes/*.md').toSorted())
  test(`${page} links to existing files`, () => {
    const links = [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)].map(
      ([, link = '']) => link,
    );
    assert.deepEqual(
      links.filter((link) => !existsSync(join(dirname(page), link))),
      [],
    );
  });

test('the list of recipes names every page', () => {
  const list = readFileSync('docs/recipes/README.md', 'utf8');
  const pages = globSync('*.md', { cwd: 'docs/recipes' }).filter((page) => page !== 'README.md');
  assert.deepEqual(
    pages.filter((page) => !list.includes(`](${page})`)),
    [],
  );
});
