import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CASES, ROWS, testExitCodes } from './exit-codes.ts';
import { isCompiled } from './languages.ts';

test('the table of exit codes has a row for each case here, and no other', () => {
  assert.deepEqual(
    ROWS.map(({ what }) => what),
    [...CASES.keys()],
  );
});

testExitCodes((recipe) => !isCompiled(recipe));
