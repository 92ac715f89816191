import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Operation } from '../../../shared/operation/operation.ts';
import type { FiledRequest } from '../../../shared/provider/connector.ts';
import { createScene, START, toAwaiting, toBase, toId, toReview, toSnapshot } from './scene.ts';

const ATTACH = {
  ...{ command: 'attach', merchantId: 'loja-1', paymentId: 'pay-1', operationId: toId(1) },
  requestId: 'req-1',
};

const FOUND = { is: 'found', amount: 4200, isOpen: true } as const;

test('a refund follows the request from then on', async () => {
  const scene = createScene();
  scene.put(toAwaiting(1));

  const attached = await scene.ask(ATTACH);
  scene.provider.inquiry = toSnapshot('succeeded');
  const repeated = await scene.ask(ATTACH);

  assert.partialDeepStrictEqual(attached, { state: 'awaiting_approval', action: null });
  assert.partialDeepStrictEqual(repeated, { state: 'succeeded', appliedAmount: 4200, attribution: 'ours' });
});

test('a request with another authorization code is attached, with a warning', async () => {
  const scene = createScene();
  scene.put(toAwaiting(1));
  scene.provider.filed = { ...FOUND, isForPayment: false };

  assert.partialDeepStrictEqual(await scene.ask(ATTACH), {
    state: 'awaiting_approval',
    warning:
      'The request has another authorization code than the payment: make sure that it was filed for this payment.',
  });
});

describe('a request is refused, and the refund stays as it is, where', () => {
  const ROWS: readonly [what: string, filed: FiledRequest, detail: string][] = [
    ['the provider has none', { is: 'not_found' }, 'Modelo has no request req-1.'],
    [
      'it is closed',
      { ...FOUND, isOpen: false },
      'The request req-1 is closed: it was rejected or withdrawn.',
    ],
    [
      'its amount cannot be read',
      { is: 'found', isOpen: true },
      'The amount of the request req-1 cannot be read.',
    ],
    [
      'it is for another amount',
      { ...FOUND, amount: 4300 },
      'The request is for 4300 centavos, and the refund for 4200.',
    ],
  ];
  for (const [what, filed, detail] of ROWS)
    test(what, async () => {
      const scene = createScene();
      scene.put(toAwaiting(1));
      scene.provider.filed = filed;

      assert.deepEqual(await scene.ask(ATTACH), { problem: { code: 'validation_failed', detail } });
      assert.deepEqual(scene.ledger.saved, []);
    });

  test('the provider cannot be asked', async () => {
    const scene = createScene();
    scene.put(toAwaiting(1));
    scene.provider.reply = { is: 'not_sent', code: 'provider_capacity', detail: 'No session was free.' };

    const problem = { code: 'provider_capacity', detail: 'No session was free.' };
    assert.deepEqual(await scene.ask(ATTACH), { problem });
  });

  test('the provider gives no readable answer', async () => {
    const scene = createScene();
    scene.put(toAwaiting(1));
    scene.provider.filed = { is: 'unavailable' };

    assert.partialDeepStrictEqual(await scene.ask(ATTACH), { problem: { code: 'provider_unavailable' } });
  });

  test('its id cannot be one, which nobody is asked about', async () => {
    const scene = createScene();
    scene.put(toAwaiting(1));

    const answer = await scene.ask({ ...ATTACH, requestId: '42' });

    const detail = 'The request id must be req- and a number.';
    assert.deepEqual(answer, { problem: { code: 'validation_failed', detail } });
    assert.deepEqual(scene.sent, []);
  });
});

describe('one request belongs to one refund:', () => {
  const recorded: Operation = {
    ...toBase(2, { requestId: 'REQ-1' }),
    ...{ state: 'succeeded', completedAt: START, appliedAmount: 100, attribution: 'recorded' },
  };
  const failed: Operation = { ...toBase(2, { requestId: 'req-1' }), state: 'failed', completedAt: START };
  for (const other of [recorded, failed])
    test(`not to another one when the first has ${other.state}`, async () => {
      const scene = createScene();
      scene.put(other, toAwaiting(1));

      const detail = `The request req-1 belongs to ${toId(2)} already: file one request for each refund.`;
      assert.deepEqual(await scene.ask(ATTACH), { problem: { code: 'validation_failed', detail } });
    });

  test('a refund that follows another request keeps it', async () => {
    const scene = createScene();
    scene.put(toAwaiting(1, { requestId: 'req-2' }));

    const detail = 'This refund follows the request req-2 already.';
    assert.deepEqual(await scene.ask(ATTACH), { problem: { code: 'validation_failed', detail } });
  });
});

test('a request is attached to nothing that was sent', async () => {
  const scene = createScene();
  scene.put(toReview(1));

  const detail =
    'A request can be attached only to a refund that is awaiting_approval; this one is manual_review.';
  assert.deepEqual(await scene.ask(ATTACH), { problem: { code: 'validation_failed', detail } });
});

test('a failed refund whose request can still move money is named as such', async () => {
  const scene = createScene();
  scene.put({ ...toBase(1), state: 'failed', completedAt: START, withdrawn: true });

  const detail = 'This refund has failed, and the request req-1 can still move money: withdraw it at Modelo.';
  assert.deepEqual(await scene.ask(ATTACH), { problem: { code: 'validation_failed', detail } });
});
