import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HTML_PAGE } from '../../../../local/simulators/kit/faults.ts';
import { LOST_ANSWERS } from '../kit/lost-answers.ts';
import { abortOn } from '../kit/next-event.ts';
import type { Reply } from './letpay-scene.ts';
import { codeOf, useRefunds } from './refund-scene.ts';

const scene = useRefunds();
const { amountsOf, listRefunds, logIn, paid, readRefund, refund } = scene;

for (const answers of LOST_ANSWERS) {
  for (const applies of [true, false]) {
    test(`a refund answered "${answers}" is ${applies ? '' : 'not '}made, as asked for`, async () => {
      const id = paid();
      scene.letpay.next({ applies, answers }, { kind: 'refund' });
      const hangsUp = answers === 'never' ? { signal: abortOn(scene.letpay, 'answered', 'refund') } : {};

      await assert.rejects(refund(id, '10.35', hangsUp));

      assert.deepEqual([amountsOf(id), scene.letpay.effects(id)], applies ? [[1035], 1] : [[], 0]);
      assert.equal(scene.letpay.received('refund').length, 1);
    });
  }
}

test('a 502 can come with the refund made or not, and with the next token or without', async () => {
  const fault = { status: 502, code: '00.03.0001' };
  scene.letpay.next({ ...fault, applies: true }, { kind: 'refund' });
  scene.letpay.next({ ...fault, fields: { refresh_token: undefined } }, { kind: 'refund' });
  const ids = [paid(), paid()];
  const replies: Reply[] = [];
  for (const id of ids) replies.push(await refund(id));

  assert.deepEqual(
    replies.map((reply) => [reply.status, codeOf(reply), 'refresh_token' in reply.json]),
    [
      [502, '00.03.0001', true],
      [502, '00.03.0001', false],
    ],
  );
  assert.deepEqual(ids.map(amountsOf), [[1035], []]);
});

test('faults and latency know each kind of request about refunds', async () => {
  const id = paid();
  await refund(id, '1');
  for (const kind of ['read_refund', 'list_refunds'] as const)
    scene.letpay.next({ status: 502, body: HTML_PAGE }, { kind });
  await assert.rejects(readRefund(1), SyntaxError);
  await assert.rejects(listRefunds(id), SyntaxError);
  scene.letpay.latencyMs = { list_refunds: 60_000 };
  assert.equal((await readRefund(1)).status, 200);
  const signal = abortOn(scene.letpay, 'received', 'list_refunds');
  await assert.rejects(listRefunds(id, { signal }));

  const kinds = ['refund', 'read_refund', 'list_refunds', 'other'] as const;
  assert.deepEqual(
    kinds.map((kind) => scene.letpay.received(kind).length),
    [1, 2, 2, 0],
  );
});

test('a provider may say that it took a refund, and know nothing of it', async () => {
  const id = paid();
  scene.letpay.next({ applies: false }, { kind: 'refund' });
  const { refund_id } = (await refund(id)).json;

  assert.equal((await readRefund(refund_id)).status, 404);
  assert.deepEqual(amountsOf(id), []);
});

test('in the model single_use a refund and its read spend their token, and a list does not', async () => {
  scene.letpay.tokenModel = 'single_use';
  const id = paid();
  assert.equal((await listRefunds(id)).status, 200);
  const taken = (await refund(id, '1')).json;
  assert.equal((await listRefunds(id)).status, 401);
  const next = String(taken.refresh_token);

  assert.equal((await readRefund(1, next)).status, 200);
  assert.equal((await readRefund(1, next)).status, 401);
});

test('in the model exclusive_login a login kills the token, and nothing is refunded with it', async () => {
  scene.letpay.tokenModel = 'exclusive_login';
  const id = paid();
  await logIn();

  assert.equal((await refund(id)).status, 401);
  assert.deepEqual(amountsOf(id), []);
});
