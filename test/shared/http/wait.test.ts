import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { httpEventSchema } from '../../../shared/http/http-event.ts';
import { arrivalOf, toWaitingInvocation } from '../../../shared/http/wait.ts';

const NOW = 1_000_000;

function toEvent(timeEpoch: unknown) {
  return httpEventSchema.parse({
    ...{ version: '2.0', routeKey: '$default', rawPath: '/' },
    requestContext: { http: { method: 'POST' }, timeEpoch },
  });
}

describe('a request arrived', () => {
  const rows: readonly [when: string, timeEpoch: unknown, arrivedAt: number][] = [
    ['when the gateway received it', NOW - 8_000, NOW - 8_000],
    ['now, where the gateway does not say', null, NOW],
    ['now, where the clock of the gateway is ahead', NOW + 5_000, NOW],
    ['at most 25 seconds ago', 0, NOW - 25_000],
  ];
  for (const [when, timeEpoch, arrivedAt] of rows)
    test(when, () => assert.equal(arrivalOf(toEvent(timeEpoch), NOW), arrivedAt));
});

test('a request that waits ends within 25 seconds of its arrival, and never after the invocation', () => {
  const invocation = { signal: new AbortController().signal, trigger: 'http', deadline: NOW + 29_000 };
  assert.equal(toWaitingInvocation(invocation, NOW).deadline, NOW + 25_000);
  assert.equal(toWaitingInvocation(invocation, NOW - 10_000).deadline, NOW + 15_000);
  assert.equal(toWaitingInvocation({ ...invocation, deadline: NOW + 3_000 }, NOW).deadline, NOW + 3_000);
});
