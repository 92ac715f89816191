import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TEXTS } from '../../../local/console/page/texts.ts';
import { toSummary, toTimeline } from '../../../local/console/page/to-timeline.ts';
import type { ShownOperation } from '../../../local/console/state/console-state.ts';

type Entry = ShownOperation['trail'][number];

const AT = Date.parse('2026-11-21T12:00:00Z');
const { en } = TEXTS;

const LOST: Entry = {
  ...{ at: AT + 40, by: 'http', step: 'attempt', result: 'indeterminate', state: 'unknown' },
  requests: [{ at: AT + 10, ms: 30, request: 'POST /payment/p/cancel', is: 'lost' }],
};

const PROOF: Entry = {
  ...{ at: AT + 3040, by: 'sweep', step: 'inquiry', result: 'canceled', state: 'succeeded' },
  requests: [{ at: AT + 3000, ms: 40, request: 'GET /payment/p', is: 'answered', status: 200 }],
};

function operationWith(changes: Partial<ShownOperation>): ShownOperation {
  return {
    ...{ id: 'op_1', kind: 'cancellation', method: 'void', state: 'unknown', outcome: 'unknown' },
    ...{ trigger: 'http', createdAt: AT, updatedAt: AT, attempts: 1, trail: [], repeatable: false },
    ...changes,
  };
}

function entryWith(changes: Partial<Entry>): Entry {
  return { ...LOST, requests: [], ...changes };
}

test('a timeline says who triggered each step, what was sent, what came back, what followed and why', () => {
  const rows = toTimeline(operationWith({ trail: [LOST, PROOF] }), en);

  assert.partialDeepStrictEqual(rows, [
    { at: AT, title: 'Begun', by: 'triggered by the API', state: 'sending' },
    {
      at: AT + 10,
      title: 'Sent the request to the provider',
      exchanges: [
        { request: 'POST /payment/p/cancel', answer: 'no answer (lost after 30 ms)', isLost: true },
      ],
      why: en.reasons['attempt indeterminate lost'],
      state: 'unknown',
    },
    {
      at: AT + 3000,
      title: 'Read the payment at the provider',
      by: 'triggered by the sweeper',
      exchanges: [{ request: 'GET /payment/p', answer: 'answered 200 after 40 ms', isLost: false }],
      why: en.reasons['inquiry succeeded'],
      state: 'succeeded',
    },
  ]);
});

test('a refund begins as accepted, since nothing is sent before the payment was read', () => {
  const [begun] = toTimeline(operationWith({ kind: 'refund', state: 'succeeded' }), en);
  assert.equal(begun?.state, 'accepted');
});

describe('the reason of a step is the most exact that there is:', () => {
  const ROWS: readonly [what: string, entry: Entry, reason: string | undefined][] = [
    ['a lost answer', LOST, en.reasons['attempt indeterminate lost']],
    ['an answer that proves nothing', entryWith({}), en.reasons['attempt indeterminate']],
    [
      'not applied, and sent again',
      entryWith({ step: 'inquiry', result: 'authorized', state: 'sending' }),
      en.reasons['inquiry sending'],
    ],
    [
      'a payment that could not be read before the first send',
      entryWith({ step: 'preflight', result: 'unavailable', state: 'accepted' }),
      en.reasons['preflight accepted'],
    ],
    ['a result that is new', entryWith({ result: 'shrugged' }), 'shrugged'],
  ];
  for (const [what, entry, reason] of ROWS)
    test(what, () => {
      assert.ok(reason);
      assert.equal(toTimeline(operationWith({ trail: [entry] }), en)[1]?.why, reason);
    });
});

test('steps that are not kept, and what a person recorded, are in the timeline', () => {
  const recording = {
    outcome: 'succeeded',
    evidence: 'Seen in the dashboard',
    by: 'ana',
    at: AT + 9000,
  } as const;
  const rows = toTimeline(operationWith({ trail: [{ ...LOST, left: 3 }], recording }), en);

  assert.equal(rows[1]?.left, '3 steps before are not kept');
  assert.partialDeepStrictEqual(rows[2], { title: 'Recorded by ana', why: 'Seen in the dashboard' });
});

describe('the summary of an operation', () => {
  const RECORDED = { outcome: 'succeeded', evidence: 'A receipt', by: 'ana', at: AT } as const;
  const once = { status: 'CANCELED', amount: 4200, effects: 1 };
  const ROWS: readonly [what: string, operation: Partial<ShownOperation>, summary: RegExp][] = [
    ['unknown', { trail: [LOST], dueAt: AT + 7040 }, /^Unknown for 5 s: .* The next inquiry is in 2 s;/],
    ['unknown, and due', { trail: [LOST], dueAt: AT }, /The next inquiry is due now;/],
    [
      'that was unknown and is resolved',
      { state: 'succeeded', trail: [LOST, PROOF] },
      /^Resolved: the outcome was unknown for 3 s, then an inquiry, triggered by the sweeper, .* went back once\.$/,
    ],
    ['that was never unknown', { state: 'succeeded' }, /^The money is back, as the provider confirmed\./],
    [
      'that failed',
      { state: 'failed', problem: { code: 'not_cancelable' } },
      /will not: The state of the payment does not allow a cancellation\. \(not_cancelable\)$/,
    ],
    [
      'that a person recorded as done',
      { state: 'succeeded', recording: RECORDED },
      /^ana recorded that the money is back/,
    ],
    [
      'that was unknown until a person recorded it as done',
      { state: 'succeeded', trail: [LOST, PROOF], recording: RECORDED },
      /^ana recorded that the money is back; the provider did not confirm it/,
    ],
    [
      'that a person recorded as not done',
      {
        state: 'failed',
        problem: { code: 'declined_by_provider' },
        recording: { ...RECORDED, outcome: 'failed' },
      },
      /^ana recorded that it did not happen/,
    ],
    ['that was withdrawn', { state: 'failed', withdrawn: true }, /^Withdrawn\.$/],
    [
      'that waits for a person who records the outcome',
      { state: 'manual_review', action: { kind: 'record_outcome', until: null } },
      /^A person has to find out at the provider/,
    ],
    [
      'that waits for a person who files a request',
      { state: 'awaiting_approval', action: { kind: 'file_refund_request', until: '2027-01-20T15:00:00Z' } },
      /^A person has to file the request .* until 20 Jan 2027, 12:00:00\.$/,
    ],
    [
      'that waits to be sent',
      { state: 'accepted', problem: { code: 'provider_disabled' }, dueAt: AT },
      /^It waits to be sent: This provider is switched off at the moment\. \(provider_disabled\) The next/,
    ],
    ['that the provider works on', { state: 'processing' }, /^It is not finished\.$/],
  ];
  for (const [what, operation, summary] of ROWS)
    test(what, () => {
      const text = toSummary({ atProvider: once }, operationWith(operation), {
        ...{ now: AT + 5040, texts: en, language: 'en' },
      });
      assert.match(text, summary);
    });
});
