import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HOUR_MS } from '../../../shared/domain/time.ts';
import { toRetryAfterMs } from '../../../shared/provider/retry-after.ts';

/** Our clock, in these tests. */
const NOW = Date.UTC(2031, 1, 3, 10, 0, 0);

describe('Retry-After asks for a pause of', () => {
  const rows: readonly {
    readonly retryAfter?: string;
    readonly date?: string;
    readonly pause: number | undefined;
  }[] = [
    { retryAfter: '7', pause: 7_000 },
    { retryAfter: ' 120 ', pause: 120_000 },
    { retryAfter: '0', pause: 0 },
    { retryAfter: '0.0015', pause: 2 },
    { retryAfter: 'Mon, 03 Feb 2031 10:00:30 GMT', pause: 30_000 },
    { retryAfter: 'Monday, 03-Feb-31 10:00:30 GMT', pause: 30_000 },
    { retryAfter: 'Mon, 03 Feb 2031 09:00:00 GMT', pause: 0 },
    // The provider's clock is five minutes slow.
    {
      retryAfter: 'Mon, 03 Feb 2031 09:55:30 GMT',
      date: 'Mon, 03 Feb 2031 09:55:00 GMT',
      pause: 30_000,
    },
    { retryAfter: 'Mon, 03 Feb 2031 10:00:30 GMT', date: 'today', pause: 30_000 },
    { retryAfter: '99999999999', pause: HOUR_MS },
    { retryAfter: 'Tue, 03 Feb 2032 10:00:00 GMT', pause: HOUR_MS },
    { pause: undefined },
    { retryAfter: '', pause: undefined },
    { retryAfter: '-5', pause: undefined },
    { retryAfter: 'soon', pause: undefined },
    { retryAfter: '5 seconds', pause: undefined },
    { retryAfter: 'Mon, 99 Feb 2031 10:00:30 GMT', pause: undefined },
  ];
  for (const { pause, ...headers } of rows) {
    test(`${pause ?? 'no'} ms: ${JSON.stringify(headers)}`, () => {
      assert.equal(toRetryAfterMs(headers, NOW), pause);
    });
  }
});
