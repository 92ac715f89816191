import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MUTANTS } from './mutants.ts';
import { toTexts } from './mutation.ts';

for (const mutant of MUTANTS) {
  test(`the mutant "${mutant.name}" fits the code, and changes it`, () => {
    assert.ok(toTexts(mutant).size > 0);
  });
}
