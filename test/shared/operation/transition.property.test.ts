import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { countSent, liveAttempts } from '../../../shared/operation/attempt-facts.ts';
import { isFinal, isLeased, leaseOf, type Operation } from '../../../shared/operation/operation.ts';
import { newPayment, parsePayment } from '../../../shared/operation/payment.ts';
import { isPaid } from '../../../shared/operation/payment-status.ts';
import type { Step } from '../../../shared/operation/transition/enter.ts';
import type { Input, TransitionContext } from '../../../shared/operation/transition/table.ts';
import { transition } from '../../../shared/operation/transition/transition.ts';
import { NOON, REF } from '../sample-operation.ts';
import { context, INPUTS, input, operation, operationOf, STATES } from './arbitraries.ts';
import { EVENTS, STATE_FIELDS, TABLE } from './transition-table.ts';

const ALL_STATE_FIELDS = new Set(Object.values(STATE_FIELDS).flat());

const RUNS = { numRuns: 5_000 };

/** Holds whatever follows from any operation, input and context. */
function always(holds: (before: Operation, given: Input, step: Step, by: TransitionContext) => void): void {
  fc.assert(
    fc.property(operation, input, context, (before, given, by) => {
      fc.pre(!isImpossible(before, given));
      const step = transition(before, given, by);
      if (step) holds(before, given, step, by);
    }),
    RUNS,
  );
}

/** What provably was not sent has not succeeded. */
function isImpossible({ attempts }: Operation, given: Input): boolean {
  if (given.type !== 'attempt') return false;
  return attempts.some(({ number, result }) => number === given.number && result?.status === 'not_sent');
}

const isProof = ({ type, ...given }: Input, { operation: after }: Step) =>
  after.state === 'succeeded' ||
  (type === 'attempt' && 'result' in given && given.result.status === 'succeeded');

describe('a transition, of any operation by any input', () => {
  for (const state of STATES)
    for (const [name, arbitrary] of Object.entries(INPUTS))
      test(`of ${state} by ${name} ends in a state that the table names, or changes nothing`, () => {
        const allowed = TABLE[state][arbitraryName(name)] ?? [];
        fc.assert(
          fc.property(operationOf(state), arbitrary, context, (before, given, by) => {
            const step = transition(before, given, by);
            assert.ok(step === undefined || allowed.includes(step.operation.state), step?.operation.state);
          }),
        );
      });

  test('can be read from the ledger again, as it was saved', () => {
    always((_before, _given, { operation: after }) => {
      const saved = JSON.parse(JSON.stringify({ ...newPayment(REF), operations: [after] }));
      assert.deepEqual(parsePayment(saved).operations[0], saved.operations[0]);
    });
  });

  test('has exactly the fields of its state', () => {
    always((_before, _given, { operation: after }) => {
      const own = Object.keys(after).filter((name) => ALL_STATE_FIELDS.has(name));
      const foreign = own.filter((name) => !STATE_FIELDS[after.state].includes(name));
      assert.deepEqual(foreign, []);
    });
  });

  test('changes neither the operation that was given, nor its answer when it is asked again', () => {
    fc.assert(
      fc.property(operation, input, context, (before, given, by) => {
        const copy = structuredClone(before);
        const first = transition(before, given, by);
        assert.deepEqual(before, copy);
        assert.deepEqual(transition(copy, given, by), first);
      }),
      { numRuns: 3000 },
    );
  });

  test('keeps who asked for what, and when', () => {
    always((before, _given, { operation: after }) => {
      const { id, kind, request, keyHash, fingerprint, createdAt, trigger } = before;
      assert.partialDeepStrictEqual(after, { id, kind, request, keyHash, fingerprint, createdAt, trigger });
    });
  });
});

function arbitraryName(name: string): Input['type'] {
  if (!Object.hasOwn(INPUTS, name)) throw new Error(`no input ${name}`);
  return name as Input['type'];
}

describe('who may change what', () => {
  test('a void of what nobody had paid is marked once as paid afterwards, and nothing else of it changes', () => {
    always((before, given, { operation: after, events }) => {
      if (before.state !== 'succeeded' || given.type !== 'inquiry') return;
      const { method, baseline, paidAfterwardsAt } = before;
      assert.deepEqual([method, baseline?.isUnpaid, paidAfterwardsAt], ['void', true, undefined]);
      assert.ok(given.inquiry.is === 'snapshot' && isPaid(given.inquiry.snapshot.status));
      assert.deepEqual(after, { ...before, paidAfterwardsAt: NOON, lastPublishedState: 'succeeded' });
      assert.deepEqual(events, ['PaidAfterwards']);
    });
  });

  test('a closed operation changes only by proof that it was done, to be published again, and to lose texts', () => {
    always((before, given, step) => {
      if (!isFinal(before) || (before.state === 'succeeded' && given.type === 'inquiry')) return;
      const isRepublished = given.type === 'republish' && step.operation.state === before.state;
      const isProved = before.state === 'failed' && step.operation.state === 'succeeded';
      assert.ok(isRepublished || isProved || given.type === 'erase');
    });
  });

  test('what is erased is what people wrote, and nothing that decides or proves', () => {
    always((before, given, { operation: after, events }) => {
      if (given.type !== 'erase') return;
      const { reason: _reason, reference: _reference, ...request } = before.request;
      const { details: _details, ...kept } = before;
      const { details, erasedAt, ...left } = after;
      const recording = { recording: undefined, ...before }.recording;
      const erased = { ...recording, evidence: '[erased]', by: '[erased]' };
      assert.deepEqual(left, {
        ...kept,
        request,
        ...(recording && given.audit && { recording: erased }),
      });
      assert.deepEqual([details, erasedAt, events], [undefined, NOON, []]);
    });
  });

  test('what is erased with the audit names nobody who asked for anything', () => {
    const requester = { principal: 'arn:aws:iam::111122223333:user/ana' };
    const step = { at: NOON, by: 'operator', step: 'command' as const, result: 'resolve', requests: [] };
    fc.assert(
      fc.property(operation, context, (before, by) => {
        const asked = { ...before, requester, trail: [{ ...step, requester, state: before.state }] };
        const erased = transition(asked, { type: 'erase', audit: true }, by);
        assert.equal(erased !== undefined, isFinal(before));
        assert.doesNotMatch(JSON.stringify(erased?.operation ?? {}), /user\/ana/);
      }),
      { numRuns: 500 },
    );
  });

  test('an inquiry never reopens a closed operation', () => {
    always((before, given, { operation: after }) => {
      assert.ok(!isFinal(before) || given.type !== 'inquiry' || after.state === before.state);
    });
  });

  test('only proof of success counts from somebody who does not hold the lease', () => {
    always((before, given, step, { owner }) => {
      if (given.type !== 'attempt' && given.type !== 'inquiry' && given.type !== 'preflight') return;
      const isOwner = owner !== '' && leaseOf(before)?.owner === owner;
      assert.ok(isOwner || isProof(given, step), `${before.state} to ${step.operation.state}`);
    });
  });

  test('nobody claims what somebody else may be at work on, or what the provider asked to leave alone', () => {
    always((before, given) => {
      if (given.type !== 'claim') return;
      assert.ok(!isLeased(before, NOON));
      assert.ok(!('pausedUntil' in before) || (before.pausedUntil ?? 0) <= NOON);
    });
  });

  test('a lease is given to the worker, or kept', () => {
    always((before, _given, { operation: after }, { owner, leaseExpiresAt }) => {
      const lease = leaseOf(after);
      if (lease && lease !== leaseOf(before)) assert.deepEqual(lease, { owner, expiresAt: leaseExpiresAt });
    });
  });

  test('what was sent, and not withdrawn at the provider, cannot be withdrawn', () => {
    always((before, given) => {
      if (given.type !== 'withdraw') return;
      assert.equal(liveAttempts(before).length, 0);
      assert.ok(before.state === 'accepted' || before.requestId === undefined || given.byProvider);
    });
  });
});

describe('attempts', () => {
  test('only grow, by one when something is sent, but for those that provably did not leave', () => {
    always((before, _given, { operation: after }) => {
      const lost = before.attempts.filter(
        (attempt) =>
          attempt.result?.status !== 'not_sent' &&
          !after.attempts.some((one) => one.number === attempt.number),
      );
      assert.deepEqual(lost, []);
      const isTakenBack = after.attempts.at(-1)?.result?.status === 'not_sent';
      const isNew = after.state === 'sending';
      if (!isTakenBack) assert.equal(countSent(after), countSent(before) + (isNew ? 1 : 0));
    });
  });

  test('keep their result, unless it turns out that they succeeded', () => {
    always((before, _given, { operation: after }) => {
      for (const { number, result } of before.attempts) {
        const now = after.attempts.find((one) => one.number === number)?.result;
        if (result && now && now.status !== 'succeeded') assert.deepEqual(now, result);
      }
    });
  });

  test('are saved with the state `sending`, under the lease of the sender, before the request leaves', () => {
    always((_before, _given, { operation: after, effect }, { owner }) => {
      assert.equal(effect === 'send', after.state === 'sending');
      if (after.state !== 'sending') return;
      const attempt = after.attempts.at(-1);
      assert.deepEqual([attempt?.owner, attempt?.sentAt, attempt?.result], [owner, NOON, undefined]);
      assert.equal(after.lease.owner, owner);
    });
  });

  test('are never made while one of them was refused, or was reported done', () => {
    always((before, _given, { operation: after }) => {
      if (after.state !== 'sending' || after.method !== before.method) return;
      const results = liveAttempts(before).map(({ result }) => result?.status);
      assert.ok(!results.some((status) => status === 'rejected' || status === 'ambiguous'));
      assert.ok(!results.includes('succeeded'));
    });
  });

  test('carry numbers that grow', () => {
    always((_before, _given, { operation: after }) => {
      const numbers = after.attempts.map(({ number }) => number);
      assert.deepEqual(
        numbers,
        [...new Set(numbers)].toSorted((one, other) => one - other),
      );
    });
  });
});

describe('what follows', () => {
  test('an effect is for the owner of the lease', () => {
    always((_before, _given, { operation: after, effect }, { owner }) => {
      if (effect) assert.equal(leaseOf(after)?.owner, owner);
    });
  });

  test('the next action lies in the future, or is asked for at once', () => {
    always((_before, given, { operation: after }) => {
      if (!('nextActionAt' in after) || after.lease || given.type === 'republish') return;
      const isAtOnce = ['attach_request', 'attempt', 'notified'].includes(given.type);
      assert.ok(after.nextActionAt > NOON || (isAtOnce && after.nextActionAt === NOON));
    });
  });

  test('a notification moves the next action forward only, past no pause of the provider and no worker', () => {
    always((before, given, { operation: after, events, effect }) => {
      if (given.type !== 'notified' || !('nextActionAt' in before) || !('nextActionAt' in after)) return;
      const { nextActionAt, ...rest } = after;
      const { nextActionAt: planned, ...same } = before;
      assert.deepEqual([rest, events, effect], [same, [], undefined]);
      assert.ok(nextActionAt < planned && nextActionAt >= (before.pausedUntil ?? NOON));
      assert.ok((before.lease?.expiresAt ?? 0) <= NOON);
    });
  });

  test('an open operation is due some time', () => {
    always((_before, _given, { operation: after }) => {
      if (isFinal(after) || after.state === 'manual_review') return;
      const at = after.state === 'sending' ? after.lease.expiresAt : after.nextActionAt;
      assert.ok(Number.isFinite(at));
    });
  });

  test('at most one event is published, which names the state', () => {
    always((_before, _given, { operation: after, events }) => {
      assert.ok(events.length <= 1);
      for (const event of events) {
        assert.ok(EVENTS[after.state].includes(event));
        assert.equal(after.lastPublishedState, after.state);
      }
    });
  });

  test('no event is published of what somebody is at work on, but of a refund that begins', () => {
    always((before, given, { operation: after, events }) => {
      if (events.length === 0 || given.type === 'republish' || !leaseOf(after)) return;
      assert.deepEqual(
        [after.kind, after.state, before.lastPublishedState],
        ['refund', 'accepted', undefined],
      );
    });
  });

  test('the end of an operation is always published', () => {
    always((before, _given, { operation: after, events }) => {
      if (isFinal(after) && after.state !== before.state && before.lastPublishedState !== after.state)
        assert.equal(events.length, 1);
    });
  });
});
