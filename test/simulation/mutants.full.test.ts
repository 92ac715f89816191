import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MUTANTS } from './mutants.ts';
import { judge } from './mutation.ts';

describe('with one rule left out', { concurrency: 2 }, () => {
  for (const mutant of MUTANTS)
    test(`the simulation finds out that ${mutant.name}`, async (t) => {
      const { killedBy } = await judge(mutant);
      assert.ok(killedBy, 'no rule was broken');
      t.diagnostic(killedBy);
    });
});
