import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { DAY_MS } from '../../../shared/domain/time.ts';
import type { MethodTraits } from '../../../shared/provider/traits.ts';
import { type Happening, MoneyWorld, type Nature, TOTAL, type Turn } from './money-world.ts';

const amount = fc.constantFrom(1000, 2500, 4000, 6000, TOTAL);

const turn = fc.constantFrom<Turn>(
  'done',
  'done, answer lost',
  'lost',
  'refused',
  'refused in unlisted words',
  'accepted',
  'not sent',
);

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    is: fc.constant('begin' as const),
    amount: fc.option(amount, { nil: undefined }),
    turns: fc.array(turn, { maxLength: 4 }),
    strangers: fc.array(fc.constantFrom(0, 0, 500, 1000, 2500), { maxLength: 4 }),
  }),
  fc.record({ is: fc.constant('stranger' as const), amount: fc.constantFrom(500, 1000, 2500) }),
);

const idempotency = fc.constantFrom<MethodTraits['idempotency']>(
  { is: 'none' },
  { is: 'key', lifetimeMs: 2 * DAY_MS, burnsOnError: false },
);

const nature: fc.Arbitrary<Nature> = fc.record({
  evidence: fc.constantFrom('refund_by_key', 'refund_by_id', 'refunded_total'),
  idempotency,
  amount: fc.constantFrom('optional', 'required'),
  isLax: fc.boolean(),
  namesAmounts: fc.boolean(),
});

/** Holds whatever happens to a payment, at any provider. */
function always(holds: (world: MoneyWorld) => void): void {
  fc.assert(
    fc.property(nature, fc.array(happening, { minLength: 1, maxLength: 5 }), (kind, happenings) => {
      const world = new MoneyWorld(kind);
      happenings.forEach((one, index) => {
        if (one.is === 'stranger') world.stranger(one.amount);
        else world.refund(`key-${index}`, one);
      });
      holds(world);
    }),
    { numRuns: 2_000 },
  );
}

describe('the money of a payment, whatever its callers, its provider and strangers do', () => {
  test('goes back once for each operation, and never more of it than was asked for', () => {
    always(({ payment, effects }) => {
      for (const { id, request } of payment?.operations ?? []) {
        const own = effects.filter(({ by }) => by === id);
        assert.ok(own.length <= 1);
        assert.ok((own[0]?.amount ?? 0) <= (request.amount ?? TOTAL));
      }
    });
  });

  test('is never asked for where less is left, at a provider that would give it too', () => {
    always((world) => {
      assert.ok(!world.asksTooMuch);
      assert.ok(world.returned() <= TOTAL);
    });
  });

  test('is not reported as given back where it is not, except as unproven where others gave back as much', () => {
    always((world) => {
      for (const operation of world.payment?.operations ?? []) {
        if (operation.state !== 'succeeded' || world.returned(operation.id) > 0) continue;
        const { attribution, appliedAmount = 0 } = operation;
        assert.ok(attribution === 'unproven' && appliedAmount <= world.returned('stranger'));
      }
    });
  });

  test('is not reported as kept where it was given back', () => {
    always((world) => {
      for (const { id, state } of world.payment?.operations ?? [])
        if (state === 'failed') assert.equal(world.returned(id), 0);
    });
  });

  test('is counted once: what succeeded is no more than was given back', () => {
    always((world) => {
      const succeeded = (world.payment?.operations ?? []).filter(({ state }) => state === 'succeeded');
      const applied = succeeded.reduce(
        (sum, one) => sum + (one.state === 'succeeded' ? (one.appliedAmount ?? 0) : 0),
        0,
      );
      assert.ok(applied <= world.returned(), `${applied} of ${world.returned()}`);
    });
  });

  test('is at the end with somebody: each operation is final, or waits for a person', () => {
    always((world) => {
      for (const { state } of world.payment?.operations ?? [])
        assert.ok(['succeeded', 'failed', 'manual_review'].includes(state), state);
    });
  });
});
