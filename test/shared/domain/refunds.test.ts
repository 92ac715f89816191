import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Answer, Outlook, Reading } from '../../../shared/domain/answer.ts';
import type { Command } from '../../../shared/domain/command.ts';
import type { Operation } from '../../../shared/domain/operation.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../shared/domain/time.ts';
import { answered } from '../../../shared/domain/transitions/answered.ts';
import { judged } from '../../../shared/domain/transitions/judged.ts';
import { attached, prepared } from '../../../shared/domain/transitions/prepared.ts';
import { claimed, sentAgain, withdrawn } from '../../../shared/domain/transitions/sending.ts';
import { must, NOON, sending, worker } from './builders.ts';

const POLICY = { settleMs: 15 * MINUTE_MS, readsShowWork: true };
const SETTLED = NOON + 15 * MINUTE_MS;

const HELD: Outlook = { is: 'void' };
const PAID: Outlook = { is: 'refund', refundIds: ['7'], left: 1000 };
const PEOPLE: Outlook = { is: 'people', left: 1000 };
const LOST: Answer = { is: 'doubt', why: 'no answer' };
const NOT_CANCELABLE: Answer = { is: 'refused', code: 'not_cancelable' };
const WON_BY_PAYER: Reading = {
  said: 'never',
  documented: true,
  code: 'not_cancelable',
  paymentStatus: 'paid',
};
const NOT_DONE: Reading = { said: 'not_done' };

function refund(parts: Partial<Command> = {}): Operation {
  return sending({ kind: 'refund', strategy: 'cancel_or_refund', ...parts }).operation;
}

/** The refund after a look, by the worker `a` who began it. */
function looked(outlook: Outlook, parts: Partial<Command> = {}, now = NOON): Operation {
  return must(prepared(refund(parts), outlook, worker('a', now)));
}

function read(operation: Operation, reading: Reading, now = NOON + 1): Operation {
  const by = worker('b', now);
  const mine = must(claimed(operation, by, { asked: true }));
  return must(judged(mine, reading, { by, beganAt: now, policy: POLICY, alreadyApplied: 0 }));
}

const standing = ({ state, way, attempts, problem }: Operation) => [
  state,
  way,
  attempts,
  problem?.code ?? null,
];

describe('a refund that begins', () => {
  test('is saved before anything is sent, and is held by whoever looks first', () => {
    const operation = refund();
    assert.deepEqual(standing(operation), ['accepted', 'void', 0, null]);
    assert.equal(operation.owner, 'a');
    assert.equal(operation.sentAt, undefined);
  });

  const rows: [string, Outlook, Partial<Command>, (string | number | null)[]][] = [
    ['voids what is held', HELD, {}, ['sending', 'void', 1, null]],
    ['refunds what is paid', PAID, {}, ['sending', 'refund', 1, null]],
    ['refunds only, where that is wished', PAID, { strategy: 'refund_only' }, ['sending', 'refund', 1, null]],
    ['is handed over where only people can', PEOPLE, {}, ['awaiting_approval', 'refund', 0, null]],
    ['of all that is left passes', PAID, { amount: 1000 }, ['sending', 'refund', 1, null]],
    [
      'of more than is left fails unsent',
      PAID,
      { amount: 1001 },
      ['failed', 'void', 0, 'amount_exceeds_available'],
    ],
    [
      'of more than is left is not handed over',
      PEOPLE,
      { amount: 1001 },
      ['failed', 'void', 0, 'amount_exceeds_available'],
    ],
    [
      'of nothing that is left fails unsent',
      { ...PAID, left: 0 },
      {},
      ['failed', 'void', 0, 'already_refunded'],
    ],
    [
      'fails with what the look says',
      { is: 'refused', code: 'refund_window_closed' },
      {},
      ['failed', 'void', 0, 'refund_window_closed'],
    ],
    [
      'waits where the look says nothing',
      { is: 'cannot_tell', code: 'provider_unavailable' },
      {},
      ['accepted', 'void', 0, 'provider_unavailable'],
    ],
  ];
  for (const [name, outlook, parts, expected] of rows) {
    test(name, () => assert.deepEqual(standing(looked(outlook, parts)), expected));
  }

  test('saves what the provider showed together with the attempt', () => {
    assert.deepEqual(looked(PAID).before, { refundIds: ['7'], left: 1000 });
  });

  test('is not prepared by anybody but its owner, nor when it is being sent', () => {
    assert.equal(prepared(refund(), PAID, worker('b')), undefined);
    assert.equal(prepared(looked(PAID), PAID, worker('a')), undefined);
  });

  test('that could not be looked at for a day fails with the last reason', () => {
    const late = looked({ is: 'cannot_tell', code: 'provider_unavailable' }, {}, NOON + DAY_MS);
    assert.deepEqual(standing(late), ['failed', 'void', 0, 'provider_unavailable']);
  });

  test('is looked at again by whoever claims it, and not sent blindly', () => {
    const unsent = looked({ is: 'cannot_tell', code: 'provider_unavailable' });
    const mine = must(claimed(unsent, worker('b', NOON + MINUTE_MS), { asked: false }));
    assert.deepEqual([mine.state, mine.owner, mine.attempts], ['accepted', 'b', 0]);
  });
});

describe('the way of a refund', () => {
  const voided = (answer: Answer, parts: Partial<Command> = {}) =>
    must(answered(looked(HELD, parts), answer, worker()));

  test('changes at once after a sole refusal of the void, and the refund is due', () => {
    const operation = voided(NOT_CANCELABLE);
    assert.deepEqual(standing(operation), ['accepted', 'refund', 0, 'not_cancelable']);
    assert.equal(operation.dueAt, NOON);
    assert.equal(operation.sentAt, undefined);
  });

  test('does not change where only the payment is not known', () => {
    assert.deepEqual(standing(voided({ is: 'refused', code: 'payment_not_found' })), [
      ...['failed', 'void'],
      ...[1, 'payment_not_found'],
    ]);
  });

  test('does not change after a doubt, whatever is documented, before it is settled', () => {
    const early = read(voided(LOST), WON_BY_PAYER, SETTLED - 1);
    assert.deepEqual([early.state, early.way], ['unknown', 'void']);
    const settled = read(voided(LOST), WON_BY_PAYER, SETTLED);
    assert.deepEqual(standing(settled), ['accepted', 'refund', 0, 'not_cancelable']);
    assert.deepEqual([settled.doubtful, settled.unanswered], [undefined, undefined]);
  });

  test('changes after a void that was accepted, and that the payer won, only when settled', () => {
    const accepted = voided({ is: 'accepted' });
    assert.equal(read(accepted, WON_BY_PAYER, SETTLED - 1).way, 'void');
    assert.equal(read(accepted, WON_BY_PAYER, SETTLED).way, 'refund');
  });

  test('has a day of its own to be sent', () => {
    const changed = read(voided(LOST), WON_BY_PAYER, NOON + 20 * HOUR_MS);
    const by = worker('c', NOON + 30 * HOUR_MS);
    const mine = must(claimed(changed, by, { asked: true }));
    assert.equal(must(prepared(mine, PAID, by)).state, 'sending');
  });

  test('is the refund from the start where the window of the void is over', () => {
    const operation = {
      ...refund(),
      window: { rule: 'r', basis: 'inferred', closesAt: NOON - DAY_MS, refusedFrom: NOON },
    };
    assert.deepEqual(standing(must(prepared(operation, HELD, worker()))), [
      ...['accepted', 'refund'],
      ...[0, 'cancel_window_closed'],
    ]);
  });
});

describe('a refund after a doubt', () => {
  const inDoubt = () => must(answered(looked(PAID), LOST, worker()));

  test('is not sent again before it is settled', () => {
    assert.equal(read(inDoubt(), NOT_DONE, SETTLED - 1).state, 'unknown');
    assert.deepEqual(standing(read(inDoubt(), NOT_DONE, SETTLED)), ['sending', 'refund', 2, null]);
  });

  test('takes a new refund in the list for what may be its own', () => {
    const done = read(inDoubt(), { said: 'done', refundId: '8', providerStatus: 'COMPLETED' });
    assert.deepEqual(
      [done.state, done.attribution, done.refundId, done.appliedAmount],
      ['succeeded', 'unproven', '8', 1000],
    );
  });

  test('follows the refund that it found', () => {
    const working = read(inDoubt(), { said: 'working', refundId: '8', providerStatus: 'PROCESSING' });
    assert.deepEqual([working.state, working.refundId], ['processing', '8']);
  });

  test('fails at once where the end of a refund that is its own for sure is documented', () => {
    const gone: Reading = { said: 'never', code: 'declined_by_provider', documented: true };
    assert.deepEqual(standing(read(inDoubt(), gone)), ['failed', 'refund', 1, 'declined_by_provider']);
  });

  test('does not fail before it is settled where the one that failed may be somebody else’s', () => {
    const gone: Reading = { said: 'never', code: 'declined_by_provider' };
    assert.equal(read(inDoubt(), gone, SETTLED - 1).state, 'unknown');
    assert.deepEqual(standing(read(inDoubt(), gone, SETTLED)), [
      'failed',
      'refund',
      1,
      'declined_by_provider',
    ]);
  });

  test('is left to a person after the third attempt', () => {
    let operation = inDoubt();
    for (let attempt = 2; attempt <= 3; attempt++)
      operation = must(answered(sentAgain(operation, worker()), LOST, worker()));
    assert.equal(read(operation, NOT_DONE, SETTLED).state, 'manual_review');
  });
});

describe('a refund that people decide', () => {
  const waiting = () => looked(PEOPLE);
  const filed = () => must(attached(waiting(), 'request-1', NOON));

  test('has no end by itself before sixty days, and then waits for our people', () => {
    const vain: Reading = { said: 'cannot_tell' };
    assert.equal(read(waiting(), vain, NOON + 59 * DAY_MS).state, 'awaiting_approval');
    assert.equal(read(waiting(), vain, NOON + 60 * DAY_MS).state, 'manual_review');
  });

  test('takes one request, once', () => {
    assert.deepEqual([filed().refundId, filed().dueAt], ['request-1', NOON]);
    assert.equal(attached(filed(), 'request-2', NOON), undefined);
    assert.equal(attached(refund(), 'request-1', NOON), undefined);
  });

  const rows: [string, Reading, (string | number | boolean | null | undefined)[]][] = [
    ['is pending', { said: 'working', providerStatus: 'PENDENTE' }, ['awaiting_approval', null, undefined]],
    ['is approved', { said: 'done', providerStatus: 'APROVADO' }, ['succeeded', null, undefined]],
    [
      'is rejected',
      { said: 'never', code: 'declined_by_provider', documented: true },
      ['failed', 'declined_by_provider', undefined],
    ],
    ['is taken back', { said: 'never', documented: true, withdrawn: true }, ['failed', null, true]],
  ];
  for (const [name, reading, expected] of rows) {
    test(`when the request ${name}`, () => {
      const { state, problem, withdrawn: isWithdrawn } = read(filed(), reading);
      assert.deepEqual([state, problem?.code ?? null, isWithdrawn], expected);
    });
  }

  test('can be withdrawn by itself before it was filed, and afterwards only at the provider', () => {
    assert.equal(must(withdrawn(waiting(), NOON)).withdrawn, true);
    assert.equal(withdrawn(filed(), NOON), undefined);
    assert.equal(must(withdrawn(filed(), NOON, { byProvider: true })).withdrawn, true);
  });

  test('gives back what was left when it was handed over', () => {
    assert.equal(read(filed(), { said: 'done' }).appliedAmount, 1000);
  });
});
