import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { OPTION_NAMES } from '../../../infra/options/read-context.ts';

const read = (page: string) => readFileSync(page, 'utf8');

test('the page about options has one row for each option, and no other', () => {
  const [table = ''] = read(join('docs', 'options.md')).split('## Stages');
  const rows = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  assert.deepEqual(rows.toSorted(), [...OPTION_NAMES].toSorted());
});

test('the README names options that exist, and has at most 200 lines', () => {
  const readme = read('README.md');
  const [, deploy = ''] = readme.split('## Deploy\n');
  const [table = ''] = deploy.split('## Operate\n');
  const cells = [...table.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell = '']) => [
    ...cell.matchAll(/`(\w+)`/g),
  ]);
  const known: readonly string[] = OPTION_NAMES;
  assert.ok(cells.length > 5);
  for (const [, name = ''] of cells) assert.ok(known.includes(name), name);
  assert.ok(readme.trimEnd().split('\n').length <= 200);
});

for (const page of ['options.md', 'merchants.md', 'removal.md', 'construct.md'])
  test(`the links of docs/${page} lead to files`, () => {
    for (const [, target = ''] of read(join('docs', page)).matchAll(/\]\(([^)#:]+)(?:#[\w-]+)?\)/g))
      assert.ok(existsSync(join('docs', target)), target);
  });
