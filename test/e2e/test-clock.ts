import assert from 'node:assert/strict';
import process from 'node:process';
import { after, beforeEach } from 'node:test';
import { createLocalClock, type LocalClock } from '../../infra/local/clock/local-clock.ts';
import { parseClockSetting } from '../../infra/local/clock/parse-clock-setting.ts';
import { toSaoPauloDay } from '../../infra/local/console/sao-paulo-day.ts';

const { ESTORNO_TEST_CLOCK: WANTED, ESTORNO_TEST_MIDNIGHT: PASSES_MIDNIGHT } = process.env;

/** So long before midnight the second test of a file begins, where a file has to pass it. */
const SHORTLY_MS = 500;

const running: LocalClock[] = [];

/** A clock that starts as ESTORNO_TEST_CLOCK says, in the form of `npm start -- --clock`. @default the machine's time */
export function createTestClock(): LocalClock {
  const clock = createLocalClock(WANTED ? parseClockSetting(WANTED, Date.now()) : undefined);
  running.push(clock);
  return clock;
}

// With ESTORNO_TEST_MIDNIGHT every file passes midnight in São Paulo: its second test begins shortly before, and its
// third after it. Between two tests nothing is under way that a clock could disturb.
if (PASSES_MIDNIGHT) {
  let tests = 0;
  const days = new Set<string>();
  beforeEach(() => {
    tests += 1;
    for (const clock of running) {
      days.add(toSaoPauloDay(clock.now()));
      const leftMs = toMidnight(clock.now());
      if (tests === 2 && leftMs > SHORTLY_MS) clock.moveForward(leftMs - SHORTLY_MS);
      if (tests === 3 && days.size === 1 && leftMs <= SHORTLY_MS) clock.moveForward(leftMs);
      days.add(toSaoPauloDay(clock.now()));
    }
  });
  after(() => {
    // A file whose tests set the clock themselves has none of these.
    if (running.length > 0) assert.equal(days.size, 2, `midnight did not pass: ${[...days]}`);
  });
}

/** Milliseconds until the next midnight in São Paulo. */
function toMidnight(now: number): number {
  const midnight = Date.parse(`${toSaoPauloDay(now)}T00:00:00-03:00`) + 86_400_000;
  return midnight - now;
}
