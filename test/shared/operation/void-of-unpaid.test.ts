import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mercadopago } from '../../../functions/mercadopago/connector.ts';
import { pix } from '../../../functions/pix/connector.ts';
import { sopague } from '../../../functions/sopague/connector.ts';
import { EstornoError } from '../../../shared/domain/problem.ts';
import type { Command } from '../../../shared/operation/command.ts';
import { toOptions } from '../../../shared/operation/options.ts';
import { othersOf, type Payment } from '../../../shared/operation/payment.ts';
import { voidToWatch } from '../../../shared/operation/void-of-unpaid.ts';
import type { ProviderRules } from '../../../shared/provider/connector.ts';
import type { InquiryResult, PaymentStatus } from '../../../shared/provider/payment-snapshot.ts';
import { DONE, Story, shown, UNAVAILABLE } from './story.ts';

const TOTAL = 10_000;
const UNPAID = shown({ status: 'pending', refunds: undefined });
const PAID = shown({ status: 'paid', clocks: {} });
const REFUND: Partial<Command> = { kind: 'refund', idempotencyKey: 'key-2' };

/** A payment that was canceled in this status, and of which nothing else is known. */
function canceledFrom(status: PaymentStatus, rules: ProviderRules): Story {
  return new Story({}, { rules }).see(shown({ status })).answer(DONE);
}

function optionsOf(payment: Payment, inquiry: InquiryResult, rules: ProviderRules) {
  const { cancel, refund } = toOptions({ payment, inquiry, rules, now: 0 });
  return [cancel.why ?? cancel.possible, refund.why ?? refund.possible];
}

for (const rules of [pix, mercadopago])
  describe(`a payment at ${rules.name} that was canceled before anybody had paid, and was paid nevertheless:`, () => {
    const { payment } = canceledFrom('pending', rules);

    test('nothing of it counts as given back', () => {
      assert.equal(othersOf(payment, '').applied, 0);
    });

    test('a refund of all of it begins with an inquiry, and goes out when that shows the money', () => {
      const refund = new Story(REFUND, { rules, payment });
      assert.deepEqual([refund.summary, refund.effect], ['accepted', 'preflight']);

      refund.see(PAID);

      assert.deepEqual([refund.operation.state, refund.operation.method], ['sending', 'refund']);
      assert.equal(refund.operation.attempts.at(-1)?.amount, TOTAL);
      assert.equal(refund.answer(DONE).summary, 'succeeded ours');
      assert.throws(
        () => new Story({ ...REFUND, idempotencyKey: 'key-3' }, { rules, payment: refund.payment }),
        {
          name: 'already_refunded',
        },
      );
    });

    test('nothing is sent while it shows no money', () => {
      for (const [status, why] of [
        ['canceled', 'already_canceled'],
        ['pending', 'not_refundable'],
      ] as const) {
        const refund = new Story(REFUND, { rules, payment }).see(shown({ status }));
        assert.equal(refund.summary, `failed ${why}`);
        assert.deepEqual(refund.operation.attempts, []);
      }
    });

    test('a notification is followed up after a refund that was refused, too', () => {
      const refused = new Story(REFUND, { rules, payment }).see(shown({ status: 'canceled' }));
      assert.equal(refused.operation.state, 'failed');
      assert.equal(voidToWatch(refused.payment.operations)?.id, payment.operations[0]?.id);
      const refunded = new Story(REFUND, { rules, payment }).see(PAID).answer(DONE);
      assert.equal(voidToWatch(refunded.payment.operations), undefined);
    });

    test('its options are those of what the provider shows, where that is money', () => {
      assert.deepEqual(optionsOf(payment, PAID, rules), ['not_cancelable', 'unknown']);
      for (const inquiry of [UNAVAILABLE, UNPAID, shown({ status: 'canceled' })])
        assert.deepEqual(optionsOf(payment, inquiry, rules), ['already_canceled', 'already_canceled']);
      const refunded = shown({ status: 'refunded' });
      assert.deepEqual(optionsOf(payment, refunded, rules), ['already_refunded', 'already_refunded']);
    });

    test('an inquiry that shows the money publishes that once, and another cancellation is refused for it', () => {
      const story = canceledFrom('pending', rules);
      const before = story.events.length;
      const inquire = (inquiry: InquiryResult) =>
        story.input({ type: 'inquiry', inquiry, beganAt: story.now }, '');

      inquire(shown({ status: 'canceled' }));
      assert.equal(story.events.length, before);
      inquire(PAID);
      inquire(PAID);

      assert.deepEqual(story.events.slice(before), ['PaidAfterwards']);
      assert.equal(story.operation.state, 'succeeded');
      const again = { idempotencyKey: 'key-2' };
      assert.throws(() => new Story(again, { rules, payment }), { name: 'already_canceled' });
      assert.throws(
        () => new Story(again, { rules, payment: story.payment }),
        (error) => {
          assert.ok(error instanceof EstornoError);
          const { paymentStatus, suggestion } = error.facts;
          assert.deepEqual([error.name, paymentStatus, suggestion], ['not_cancelable', 'paid', 'refund']);
          return true;
        },
      );
    });
  });

describe('the void gave money back, and blocks another return without an inquiry, where', () => {
  const refused = ({ payment }: Story, rules: ProviderRules) =>
    assert.throws(() => new Story(REFUND, { rules, payment }), { name: 'already_canceled' });

  test('the payment was held', () => refused(canceledFrom('authorized', mercadopago), mercadopago));

  test('the same request refunds what is paid meanwhile', () => {
    const story = new Story({}, { rules: sopague }).see(shown({ status: 'pending' })).answer(DONE);
    refused(story.see(shown({ status: 'canceled' })), sopague);
  });

  test('a person recorded it', () => {
    const story = new Story({}, { rules: pix }).see(UNPAID);
    const recording = { outcome: 'succeeded', evidence: 'refunded in the app', by: 'ana', at: 0 } as const;
    refused(story.input({ type: 'record', recording }), pix);
  });
});
