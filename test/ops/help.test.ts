import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { HELP } from '../../ops/help.ts';
import { OPERATOR_RIGHTS } from '../../shared/http/operator-routes.ts';

const OUTPUTS = Object.keys(OPERATOR_RIGHTS).map(
  (right) => `Operator${right.charAt(0).toUpperCase()}${right.slice(1)}PolicyArn`,
);

const namedIn = (text: string) => text.match(/\bOperator[A-Z]\w*PolicyArn\b/g) ?? [];

describe('what an operator needs', () => {
  test('is the policy of a right: the help names the output of each', () => {
    assert.deepEqual(namedIn(HELP['']).toSorted(), OUTPUTS.toSorted());
    for (const text of Object.values(HELP))
      for (const name of namedIn(text)) assert.ok(OUTPUTS.includes(name), name);
  });

  test('is no permission to invoke a function, except for `verify`, on any page', () => {
    for (const [name, text] of Object.entries(HELP))
      assert.equal(text.includes('lambda:InvokeFunction'), name === 'verify', name);
    const pages = globSync('docs/**/*.md', { exclude: ['docs/security.md', 'docs/decisions/**'] });
    for (const page of ['README.md', ...pages])
      assert.doesNotMatch(readFileSync(page, 'utf8'), /lambda:InvokeFunction/, page);
  });

  test('is in lines that a terminal shows whole', () => {
    for (const line of Object.values(HELP).join('\n').split('\n')) assert.ok(line.length <= 130, line);
  });
});
