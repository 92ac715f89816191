import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toReadableLine } from '../../local/readable-line.ts';

const LINE = {
  ...{ level: 'INFO', message: 'invocation', service: 'estorno', trigger: 'http', provider: 'letpay' },
  ...{ route: 'POST /v1/x', operation: 'op_1', state: 'processing', outcome: 'pending', attempt: 1 },
  ...{ correlationId: 'req-1', status: 202, durationMs: 41, beginMs: 12, sendMs: 5, secretMs: 0 },
  events: [{ event: 'login' }, { event: 'attempt' }, { event: 'operation' }],
};

const ROWS: readonly (readonly [what: string, printed: object | string, read: string | undefined])[] = [
  [
    'an invocation is one short line',
    LINE,
    'POST /v1/x → 202 · op_1 processing (pending), attempt 1 · 41 ms (begin 12, send 5) · login, attempt · trace req-1',
  ],
  [
    'one that went wrong says all that is known',
    {
      level: 'ERROR',
      message: 'invocation',
      trigger: 'stream',
      durationMs: 3,
      events: [{ event: 'bus_unanswered' }],
    },
    'stream · 3 ms · [{"event":"bus_unanswered"}]',
  ],
  [
    'a sweep that found nothing is left out',
    { level: 'INFO', message: 'invocation', trigger: 'sweep', durationMs: 3, events: [] },
    undefined,
  ],
  ['metrics are left out', { _aws: { Timestamp: 1 }, service: 'estorno' }, undefined],
  ['whatever else is printed stays as it is', 'Task timed out', 'Task timed out'],
];

for (const [what, printed, read] of ROWS)
  test(what, () => {
    assert.equal(toReadableLine(typeof printed === 'string' ? printed : JSON.stringify(printed)), read);
  });
