import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SURFACES, toShares } from './fuzz.ts';
import { SURFACE_NAMES } from './surface-names.ts';

/** A slice of `npm run fuzz`: other inputs in each run, and the seed of what breaks a property is in its message. */
const INPUTS = 700;

test('every surface has a name on the command line', () => {
  assert.deepEqual(
    SURFACES.map(({ name }) => name),
    SURFACE_NAMES,
  );
});

describe('whatever comes in, nothing breaks:', () => {
  const seed = Date.now() % 2 ** 31;
  const shares = toShares(SURFACES, INPUTS);
  for (const [at, { name, fuzz }] of SURFACES.entries()) {
    test(name, async () => {
      const { broken } = await fuzz({ seed, inputs: shares[at] ?? 0 });
      assert.equal(broken, undefined, broken && `${broken.why}\n${broken.input}\n${broken.replay}`);
    });
  }
});
