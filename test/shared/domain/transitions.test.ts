import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Answer, Reading } from '../../../shared/domain/answer.ts';
import type { Operation } from '../../../shared/domain/operation.ts';
import { DAY_MS, MINUTE_MS } from '../../../shared/domain/time.ts';
import { answered } from '../../../shared/domain/transitions/answered.ts';
import { judged } from '../../../shared/domain/transitions/judged.ts';
import { recorded } from '../../../shared/domain/transitions/recorded.ts';
import { claimed, postponed, sentAgain, withdrawn } from '../../../shared/domain/transitions/sending.ts';
import { must, NOON, sending, worker } from './builders.ts';

const POLICY = { settleMs: 15 * MINUTE_MS, readsShowWork: false };
const LOST: Answer = { is: 'doubt', why: 'no answer' };
const NO: Answer = { is: 'doubt', why: 'no', no: true, words: { status: 400, message: 'Não.' } };
const ASK: Answer = { is: 'ask', words: { status: 422, code: '00.04.0010' } };
const ACCEPTED: Answer = { is: 'accepted', providerStatus: 'PROCESSING' };
const REFUSED: Answer = { is: 'refused', code: 'payment_not_found' };
const NOT_SENT: Answer = { is: 'not_sent', code: 'provider_unreachable' };
const DONE: Reading = { said: 'done', paymentStatus: 'canceled', total: 1035 };
const NOT_DONE: Reading = { said: 'not_done', paymentStatus: 'held', total: 1035 };
const PAID: Reading = { said: 'never', documented: true, code: 'not_cancelable', paymentStatus: 'paid' };
const GONE: Reading = { said: 'never', code: 'payment_not_found' };
const CANNOT_TELL: Reading = { said: 'cannot_tell' };

/** Settled: nothing that was sent at noon can still land. */
const LATER = NOON + 15 * MINUTE_MS;

/** The operation after these answers, each to an attempt of its own, by worker `a` at noon. */
function after(answers: readonly Answer[], command: Parameters<typeof sending>[0] = {}): Operation {
  let { operation } = sending(command);
  answers.forEach((answer, index) => {
    if (index > 0) operation = sentAgain(operation, worker());
    operation = must(answered(operation, answer, worker()));
  });
  return operation;
}

/** The operation after a read by worker `b`, who claims it first. */
function read(operation: Operation, reading: Reading, now = NOON + 1): Operation {
  const by = worker('b', now);
  const mine = must(claimed(operation, by, { asked: true }));
  return must(judged(mine, reading, { by, beganAt: now, policy: POLICY, alreadyApplied: 0 }));
}

function standing({ state, problem, attribution }: Operation) {
  return [state, problem?.code ?? attribution ?? null];
}

describe('the answer to the only attempt', () => {
  const rows: [Answer, string, string | null][] = [
    [{ is: 'done', amount: 1035 }, 'succeeded', 'ours'],
    [ACCEPTED, 'processing', null],
    [REFUSED, 'failed', 'payment_not_found'],
    [LOST, 'unknown', null],
    [NO, 'unknown', null],
    [ASK, 'unknown', null],
    [NOT_SENT, 'accepted', 'provider_unreachable'],
    [{ is: 'not_sent', code: 'provider_auth_failed', final: true }, 'failed', 'provider_auth_failed'],
  ];
  for (const [answer, state, why] of rows) {
    test(`${answer.is}${'no' in answer ? ' (an unknown no)' : ''}${'final' in answer ? ' for good' : ''} makes it ${state}`, () => {
      assert.deepEqual(standing(after([answer])), [state, why]);
    });
  }

  test('that did not leave is taken back, so that nothing counts as sent', () => {
    const operation = after([NOT_SENT]);
    assert.equal(operation.attempts, 0);
    assert.equal(operation.sentAt, undefined);
  });

  test('leaves nobody at work, and a time to look again while it is open', () => {
    const operation = after([LOST]);
    assert.deepEqual(
      [operation.owner, operation.leaseUntil, operation.dueAt],
      [undefined, undefined, NOON + 2000],
    );
    assert.equal(after([REFUSED]).dueAt, undefined);
  });
});

describe('the answer to a later attempt', () => {
  test('that refuses does not close it: an earlier one may still land', () => {
    assert.equal(after([LOST, REFUSED]).state, 'unknown');
  });

  test('that did not leave says nothing of the earlier one', () => {
    const operation = after([LOST, NOT_SENT]);
    assert.deepEqual([operation.state, operation.attempts], ['unknown', 1]);
  });

  test('that says the credentials are bad does not close it either', () => {
    assert.equal(
      after([LOST, { is: 'not_sent', code: 'provider_auth_failed', final: true }]).state,
      'unknown',
    );
  });
});

describe('an attempt that did not leave', () => {
  test('takes nothing from the age of the one before, so that it settles and ends in time', () => {
    let operation = after([LOST]);
    const day = 86_400_000;
    for (
      let now = NOON + 2000;
      now < NOON + 7 * day && operation.state !== 'manual_review';
      now = operation.dueAt ?? now
    ) {
      operation = read(operation, NOT_DONE, now);
      if (operation.state === 'sending') operation = must(answered(operation, NOT_SENT, worker('b', now)));
    }
    assert.equal(operation.state, 'manual_review');
    assert.equal(operation.sentAt, NOON);
  });

  test('is tried again later each time', () => {
    let operation = after([NOT_SENT]);
    const delays = [];
    for (let tries = 0; tries < 5; tries++) {
      const now = operation.dueAt ?? 0;
      operation = must(claimed(operation, worker('b', now), { asked: false }));
      operation = must(answered(operation, NOT_SENT, worker('b', now)));
      delays.push(((operation.dueAt ?? 0) - now) / 1000);
    }
    assert.deepEqual(delays, [4, 8, 15, 30, 60]);
  });
});

describe('somebody who no longer owns it', () => {
  for (const answer of [ACCEPTED, REFUSED, LOST, NOT_SENT, ASK]) {
    test(`changes nothing by ${answer.is}`, () => {
      assert.equal(answered(sending().operation, answer, worker('z')), undefined);
    });
  }

  test('may still write that it is done, even over a failure', () => {
    const failed = after([REFUSED]);
    assert.equal(must(answered(failed, { is: 'done', amount: 1035 }, worker('z'))).state, 'succeeded');
  });

  test('changes nothing by a read that says it is not done', () => {
    const judge = { by: worker('z'), beganAt: LATER, policy: POLICY, alreadyApplied: 0 };
    assert.equal(judged(after([LOST]), NOT_DONE, judge), undefined);
  });
});

describe('a claim', () => {
  const later = NOON + 60_000;

  test('waits for a live lease, however much it is asked for', () => {
    assert.equal(claimed(sending().operation, worker('b'), { asked: true }), undefined);
  });

  test('waits until it is due, unless it is asked for', () => {
    const operation = after([LOST]);
    assert.equal(claimed(operation, worker('b'), { asked: false }), undefined);
    assert.equal(must(claimed(operation, worker('b'), { asked: true })).owner, 'b');
    assert.equal(must(claimed(operation, worker('b', later), { asked: false })).owner, 'b');
  });

  test('of an operation whose sender died makes its attempt a doubt', () => {
    const operation = must(claimed(sending().operation, worker('b', later), { asked: false }));
    assert.deepEqual([operation.state, operation.doubtful, operation.owner], ['unknown', true, 'b']);
  });

  test('of what was never sent sends it', () => {
    const operation = must(claimed(after([NOT_SENT]), worker('b', later), { asked: false }));
    assert.deepEqual([operation.state, operation.attempts, operation.sentAt], ['sending', 1, later]);
  });

  test('of what could not be sent for a day ends it, with the last reason', () => {
    const operation = must(claimed(after([NOT_SENT]), worker('b', NOON + DAY_MS), { asked: false }));
    assert.deepEqual(standing(operation), ['failed', 'provider_unreachable']);
  });

  test('of what was not sent until `notAfter` ends it', () => {
    const operation = after([NOT_SENT], { notAfter: NOON + 5000 });
    assert.deepEqual(standing(must(claimed(operation, worker('b', NOON + 5000), { asked: false }))), [
      'failed',
      'deadline_exceeded',
    ]);
    assert.equal(must(claimed(operation, worker('b', NOON + 4999), { asked: true })).state, 'sending');
  });

  test('finds nothing to do on what is final or in review', () => {
    const final = after([REFUSED]);
    assert.equal(claimed(final, worker('b', later), { asked: true }), undefined);
    assert.equal(
      claimed({ ...after([LOST]), state: 'manual_review' }, worker('b', later), { asked: true }),
      undefined,
    );
  });
});

describe('a read that says done', () => {
  test('proves an accepted attempt as ours', () => {
    assert.deepEqual(standing(read(after([ACCEPTED]), DONE)), ['succeeded', 'ours']);
  });

  test('proves an attempt without an answer, without proof that it was ours', () => {
    assert.deepEqual(standing(read(after([LOST]), DONE)), ['succeeded', 'unproven']);
  });

  test('fails an operation whose every attempt was refused: somebody else did it', () => {
    const operation = read(after([ASK]), DONE);
    assert.deepEqual(standing(operation), ['failed', 'already_canceled']);
    assert.equal(operation.problem?.provider?.code, '00.04.0010');
  });

  test('never reopens a closed operation', () => {
    const judge = { by: worker('b'), beganAt: LATER, policy: POLICY, alreadyApplied: 0 };
    assert.equal(judged({ ...after([REFUSED]), doubtful: true }, DONE, judge), undefined);
  });
});

describe('what was given back', () => {
  test('is what a read shows, without what other operations had given back before', () => {
    const by = worker('b');
    const mine = must(claimed(after([LOST]), by, { asked: true }));
    const proved = must(judged(mine, DONE, { by, beganAt: NOON, policy: POLICY, alreadyApplied: 400 }));
    assert.equal(proved.appliedAmount, 635);
  });

  test('is not known where the provider shows nothing of what is canceled any more', () => {
    const proved = read(after([LOST]), { ...DONE, total: 0 });
    assert.deepEqual([proved.state, proved.appliedAmount], ['succeeded', undefined]);
  });
});

describe('a read that says not done', () => {
  test('sends a whole cancel again at once: it can be done only once', () => {
    const operation = read(after([LOST]), NOT_DONE);
    assert.deepEqual([operation.state, operation.attempts, operation.owner], ['sending', 2, 'b']);
  });

  test('waits with a part until the first attempt has settled, and then leaves it to a person', () => {
    const part = after([LOST], { amount: 500 });
    assert.equal(read(part, NOT_DONE, LATER - 1).state, 'unknown');
    assert.equal(read(part, NOT_DONE, LATER).state, 'manual_review');
  });

  test('sends a settled part again where reads show the work of the provider', () => {
    const by = worker('b', LATER);
    const mine = must(claimed(after([LOST], { amount: 500 }), by, { asked: true }));
    const policy = { ...POLICY, readsShowWork: true };
    assert.equal(
      must(judged(mine, NOT_DONE, { by, beganAt: LATER, policy, alreadyApplied: 0 })).state,
      'sending',
    );
  });

  test('takes a part that is all there is for the whole', () => {
    assert.equal(read(after([LOST], { amount: 1035 }), NOT_DONE).state, 'sending');
  });

  test('waits while the provider is processing, and counts once that has settled', () => {
    assert.equal(read(after([ACCEPTED]), NOT_DONE, LATER - 1).state, 'processing');
    assert.equal(read(after([ACCEPTED]), NOT_DONE, LATER).state, 'sending');
  });

  test('counts as settled by when the read began, not by when it is judged', () => {
    const by = worker('b', LATER);
    const mine = must(claimed(after([ACCEPTED]), by, { asked: true }));
    assert.equal(
      must(judged(mine, NOT_DONE, { by, beganAt: LATER - 1, policy: POLICY, alreadyApplied: 0 })).state,
      'processing',
    );
  });

  test('never sends again after a no in words that we do not know, and fails once settled', () => {
    assert.equal(read(after([NO]), NOT_DONE, LATER - 1).state, 'unknown');
    assert.deepEqual(standing(read(after([NO]), NOT_DONE, LATER)), ['failed', 'declined_by_provider']);
  });

  test('never sends again after a refusal; where an earlier attempt may be at work, a person decides', () => {
    assert.equal(read(after([LOST, REFUSED]), NOT_DONE, LATER - 1).state, 'unknown');
    assert.equal(read(after([LOST, REFUSED]), NOT_DONE, LATER).state, 'manual_review');
  });

  test('closes at once a refusal of the only attempt that had to ask', () => {
    const operation = read(after([ASK]), NOT_DONE);
    assert.deepEqual(standing(operation), ['failed', 'not_cancelable']);
    assert.equal(operation.problem?.paymentStatus, 'held');
  });

  test('only reads after the third attempt, and then a person looks', () => {
    assert.equal(read(after([LOST, LOST, LOST]), NOT_DONE, LATER - 1).state, 'unknown');
    assert.equal(read(after([LOST, LOST, LOST]), NOT_DONE, LATER).state, 'manual_review');
  });
});

describe('a read that says never', () => {
  test('closes it at once where that end is documented, and suggests the refund', () => {
    const operation = read(after([ACCEPTED]), PAID);
    assert.deepEqual(standing(operation), ['failed', 'not_cancelable']);
    assert.deepEqual([operation.problem?.paymentStatus, operation.problem?.suggestion], ['paid', 'refund']);
  });

  test('else waits until it has settled', () => {
    assert.equal(read(after([NO]), GONE, LATER - 1).state, 'unknown');
    assert.deepEqual(standing(read(after([NO]), GONE, LATER)), ['failed', 'payment_not_found']);
  });
});

describe('a read that cannot tell', () => {
  test('waits by the schedule: seconds, minutes, hours', () => {
    let operation = after([LOST]);
    const delays = [];
    for (let look = 0; look < 12; look++) {
      const now = operation.dueAt ?? 0;
      operation = read(operation, CANNOT_TELL, now);
      delays.push(((operation.dueAt ?? 0) - now) / 1000);
    }
    assert.deepEqual(delays, [4, 8, 15, 30, 60, 120, 300, 900, 1800, 3600, 3600, 3600]);
  });

  test('ends after six days, and then a person looks', () => {
    assert.equal(read(after([LOST]), CANNOT_TELL, NOON + 6 * DAY_MS - 1).state, 'unknown');
    assert.equal(read(after([LOST]), CANNOT_TELL, NOON + 6 * DAY_MS).state, 'manual_review');
  });
});

describe('a withdrawal', () => {
  test('takes back what was not sent', () => {
    assert.equal(must(withdrawn(after([NOT_SENT]), NOON)).state, 'failed');
  });

  for (const answer of [LOST, ACCEPTED, REFUSED]) {
    test(`is refused after ${answer.is}`, () => {
      assert.equal(withdrawn(after([answer]), NOON), undefined);
    });
  }

  test('is refused while somebody may be sending it', () => {
    const operation = must(claimed(after([NOT_SENT]), worker('b'), { asked: true }));
    assert.equal(withdrawn(operation, NOON), undefined);
  });
});

describe('what a person records', () => {
  const BY = { evidence: 'seen in the dashboard', by: 'ana' };
  const review: Operation = { ...after([LOST]), state: 'manual_review' };

  test('closes what waits for a person, with who and why', () => {
    const done = must(recorded(review, { ...BY, outcome: 'succeeded', at: LATER }, POLICY));
    assert.deepEqual(standing(done), ['succeeded', 'unproven']);
    assert.deepEqual(done.recording, { ...BY, outcome: 'succeeded', at: LATER });
    assert.equal(must(recorded(review, { ...BY, outcome: 'failed', at: LATER }, POLICY)).state, 'failed');
  });

  test('is no failure before everything that was sent has settled', () => {
    assert.equal(recorded(review, { ...BY, outcome: 'failed', at: LATER - 1 }, POLICY), undefined);
  });

  test('is a failure only of what waits for a person, and a success of whatever has not succeeded', () => {
    assert.equal(recorded(after([LOST]), { ...BY, outcome: 'failed', at: LATER }, POLICY), undefined);
    assert.equal(
      must(recorded(after([REFUSED]), { ...BY, outcome: 'succeeded', at: LATER }, POLICY)).state,
      'succeeded',
    );
    assert.equal(
      recorded(after([{ is: 'done' }]), { ...BY, outcome: 'succeeded', at: LATER }, POLICY),
      undefined,
    );
  });
});

describe('what cannot be looked at now', () => {
  const WHY = { code: 'merchant_not_configured' } as const;

  test('is in doubt when its sender died, as it would be when it is looked at', () => {
    const later = NOON + 60_000;
    const put = must(postponed(sending().operation, worker('', later), WHY));
    assert.deepEqual([put.state, put.doubtful, put.unanswered], ['unknown', true, true]);
    assert.deepEqual(standing(read(put, DONE, later + 1)), ['succeeded', 'unproven']);
  });

  test('is put off, further each time', () => {
    const once = must(postponed(after([LOST]), worker('', NOON + 2000), WHY));
    assert.deepEqual([once.state, once.dueAt], ['unknown', NOON + 2000 + 4000]);
  });

  test('still ends, with its last reason: unsent after a day, in doubt after six', () => {
    assert.deepEqual(standing(must(postponed(after([NOT_SENT]), worker('', NOON + DAY_MS), WHY))), [
      'failed',
      'merchant_not_configured',
    ]);
    assert.equal(must(postponed(after([LOST]), worker('', NOON + 6 * DAY_MS), WHY)).state, 'manual_review');
  });

  test('is left alone while somebody is at work, and when it is final', () => {
    assert.equal(postponed(sending().operation, worker(''), WHY), undefined);
    assert.equal(postponed(after([REFUSED]), worker(''), WHY), undefined);
  });
});
