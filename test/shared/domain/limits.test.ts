import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  INQUIRY_PAUSES,
  LIMIT_RULES,
  type LimitName,
  parseLimits,
  STANDARD_LIMITS,
} from '../../../shared/domain/limits.ts';

const NAMES = Object.keys(LIMIT_RULES) as LimitName[];

test('a deployment that sets no limit has the standard ones', () => {
  const standard = Object.fromEntries(NAMES.map((name) => [name, LIMIT_RULES[name].standard]));
  assert.deepEqual(STANDARD_LIMITS, { ...standard, inquiryPauses: [...INQUIRY_PAUSES.standard] });
  assert.deepEqual(parseLimits(undefined), STANDARD_LIMITS);
  assert.deepEqual(parseLimits('{"waitSeconds":5}'), { ...STANDARD_LIMITS, waitSeconds: 5 });
});

describe('a limit', () => {
  for (const name of NAMES)
    test(`${name} is read within its bounds, and refused by name outside of them`, () => {
      const { least, most } = LIMIT_RULES[name];
      for (const value of [least, most])
        assert.equal(parseLimits(JSON.stringify({ [name]: value }))[name], value);
      for (const value of [least - 1, most + 1, least + 0.5, String(least), null])
        assert.throws(() => parseLimits(JSON.stringify({ [name]: value })), new RegExp(`LIMITS.*${name}`));
    });

  for (const pauses of [[], [0], [3601], [2, 1], [1.5], ['1'], Array(31).fill(1), 7])
    test(`inquiryPauses of ${JSON.stringify(pauses).slice(0, 20)} is refused`, () =>
      assert.throws(() => parseLimits(JSON.stringify({ inquiryPauses: pauses })), /LIMITS.*inquiryPauses/));

  test('that is not known is refused', () =>
    assert.throws(() => parseLimits('{"attempts":3}'), /LIMITS.*attempts/));
});
