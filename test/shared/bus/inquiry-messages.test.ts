import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readInquiryRequest, toInquiryRequest } from '../../../shared/domain/inquiry-request.ts';
import { EstornoError } from '../../../shared/domain/problem.ts';
import { REF } from '../sample-operation.ts';
import { message } from './fakes.ts';
import { createScene } from './intake-scene.ts';

const asked = (receives = 1) => message({}, { body: toInquiryRequest(REF), receives });

describe('a message that a function left to itself', () => {
  test('has an inquiry made about its payment, in the name of the notification', async () => {
    const scene = createScene({ inquire: async () => 'done' });
    assert.deepEqual(await scene.take(asked()), []);
    assert.deepEqual(scene.inquired, [{ ref: REF, trigger: 'notification' }]);
    assert.deepEqual([scene.begun, scene.delays, scene.aside], [[], [], []]);
  });

  for (const [why, inquire] of [
    ['a worker holds the operation', async () => 'busy' as const],
    ['the provider does not say how a payment stands', async () => 'unanswered' as const],
    ['the inquiry fails', async () => Promise.reject(new EstornoError('internal_error'))],
  ] as const)
    test(`is delivered again later while ${why}, and given up before it is a dead letter`, async () => {
      const scene = createScene({ inquire });
      assert.deepEqual(await scene.take(asked(1)), ['message-1']);
      assert.deepEqual(await scene.take(asked(3)), ['message-1']);
      assert.deepEqual(await scene.take(asked(4)), []);
      assert.deepEqual(
        scene.delays.map(({ seconds }) => seconds),
        [5, 20],
      );
      assert.deepEqual(scene.aside, []);
    });

  test('waits for the next invocation when there is too little time', async () => {
    const scene = createScene({ inquire: async () => 'done', left: 1_000 });
    assert.deepEqual(await scene.take(asked()), ['message-1']);
    assert.deepEqual(scene.inquired, []);
  });

  test('is not in the way of the commands of its batch', async () => {
    const scene = createScene({ inquire: async () => 'busy' });
    assert.deepEqual(await scene.take(asked(), message({}, { messageId: 'message-2' })), ['message-1']);
    assert.equal(scene.begun.length, 1);
  });

  test('is a malformed command to a function that makes no inquiries', async () => {
    const scene = createScene();
    assert.deepEqual(await scene.take(asked()), []);
    assert.equal(scene.aside.length, 1);
  });
});

test('no event of a bus is taken for such a message', () => {
  assert.deepEqual(readInquiryRequest(toInquiryRequest(REF)), REF);
  for (const body of [
    message({ request: 'inquiry', ...REF }).body,
    '{',
    'null',
    '{"request":"inquiry"}',
    '[]',
  ])
    assert.equal(readInquiryRequest(body), undefined);
});
