import assert from 'node:assert/strict';
import { describe as inWords, type Tally } from './tally.ts';

/** @throws AssertionError where a run broke a rule, with the command that replays it */
export function assertHolds(sum: Tally): void {
  assert.equal(sum.failures.length, 0, inWords(sum, 1).join('\n'));
}
