import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HTML_PAGE, oversizedBody, redirectTo } from '../../../../local/simulators/kit/faults.ts';
import { createHeldSleep } from '../kit/held-sleep.ts';
import { LOST_ANSWERS } from '../kit/lost-answers.ts';
import { abortOn, nextEvent } from '../kit/next-event.ts';
import { authorized, useLetpay } from './letpay-scene.ts';

const scene = useLetpay();
const { logIn, token, cancel, read } = scene;

for (const answers of LOST_ANSWERS) {
  for (const applies of [true, false]) {
    test(`a cancel answered "${answers}" is ${applies ? '' : 'not '}applied, as asked for`, async () => {
      const id = scene.letpay.createPayment({ amount: 1035 });
      const used = await token();
      scene.letpay.next({ applies, answers });
      const hangsUp = answers === 'never' ? { signal: abortOn(scene.letpay, 'answered', 'cancel') } : {};

      await assert.rejects(cancel(id, used, 'payment', hangsUp));

      assert.equal(scene.letpay.effects(id), applies ? 1 : 0);
      assert.equal(scene.letpay.received('cancel').length, 1);
      assert.equal((await cancel(id, used)).status, applies ? 422 : 200);
    });
  }
}

test('headers arrive before a reset that comes after them', async () => {
  const id = scene.letpay.createPayment({ amount: 1035 });
  scene.letpay.next({ answers: 'reset-after-headers' });
  const response = await fetch(`${scene.letpay.url}/payment/${id}/cancel`, authorized(await token()));

  assert.equal(response.status, 200);
  await assert.rejects(response.text());
});

test('a provider may report a cancel done and do nothing', async () => {
  const id = scene.letpay.createPayment({ amount: 1035 });
  scene.letpay.next({ applies: false });
  const { status, json } = await cancel(id, await token());

  assert.deepEqual([status, json.transaction_status], [200, 'PROCESSING']);
  assert.deepEqual([scene.letpay.payment(id).status, scene.letpay.effects(id)], ['PRE_AUTHORIZED', 0]);
});

test('a request may reach the provider after its sender has hung up, and is carried out then', async () => {
  const { sleep, release, waiting } = createHeldSleep();
  await scene.restart({ sleep });
  const id = scene.letpay.createPayment({ amount: 1035 });
  const used = await token();
  scene.letpay.next({ arrivesAfterMs: 30 });
  const hangUp = new AbortController();

  const sent = cancel(id, used, 'payment', { signal: hangUp.signal });
  await waiting(1);
  const lost = nextEvent(scene.letpay, 'lost');
  hangUp.abort();
  await assert.rejects(sent);
  await lost;
  assert.equal(scene.letpay.effects(id), 0);
  const answered = nextEvent(scene.letpay, 'answered');
  release();
  assert.equal((await answered).status, undefined);
  assert.equal(scene.letpay.received('cancel')[0]?.status, undefined);

  assert.equal(scene.letpay.effects(id), 1);
});

const WORDS = [
  { name: 'HTML under 200', fault: { applies: true, body: HTML_PAGE }, status: 200, type: 'text/html' },
  { name: 'HTML under 502', fault: { status: 502, body: HTML_PAGE }, status: 502, type: 'text/html' },
  { name: 'no body', fault: { status: 502, body: '' }, status: 502, type: null },
  { name: 'megabytes', fault: { body: oversizedBody(3_000_000) }, status: 200, type: 'application/json' },
  { name: 'a redirect', fault: redirectTo('http://127.0.0.1:1/elsewhere'), status: 302, type: null },
  { name: 'another success', fault: { status: 202 }, status: 202, type: 'application/json' },
];

for (const { name, fault, status, type } of WORDS) {
  test(`a cancel can be answered with ${name}`, async () => {
    const id = scene.letpay.createPayment({ amount: 1035 });
    scene.letpay.next(fault);
    const init = authorized(await token(), { redirect: 'manual' });
    const response = await fetch(`${scene.letpay.url}/payment/${id}/cancel`, init);

    assert.deepEqual([response.status, response.headers.get('content-type')], [status, type]);
    assert.equal((await response.arrayBuffer()).byteLength, Number(response.headers.get('content-length')));
    assert.equal(scene.letpay.effects(id), status < 300 ? 1 : 0);
  });
}

test("fields of an answer can be wrong, such as another payment's token", async () => {
  const id = scene.letpay.createPayment({ amount: 1035 });
  scene.letpay.next({ fields: { payment_token: 'another' } });

  assert.equal((await cancel(id, await token())).json.payment_token, 'another');
});

test('a body can drip', async () => {
  const id = scene.letpay.createPayment({ amount: 1035 });
  // Nobody waits for the second byte.
  scene.letpay.next({ answers: 'dripped', dripEveryMs: 3_600_000 });
  const hangUp = new AbortController();
  const init = authorized(await token(), { signal: hangUp.signal });
  const { body } = await fetch(`${scene.letpay.url}/payment/${id}/cancel`, init);
  const reader = body?.getReader();

  assert.equal((await reader?.read())?.value?.length, 1);
  hangUp.abort();
  await assert.rejects(async () => reader?.read(), { name: 'AbortError' });
});

test('a storm of 401s lasts as many exchanges as asked for and carries nothing out', async () => {
  const id = scene.letpay.createPayment({ amount: 1035 });
  const used = await token();
  scene.letpay.next({ status: 401 }, { times: 2 });
  const answers = [await cancel(id, used), await cancel(id, used), await cancel(id, used)];

  assert.deepEqual(
    answers.map(({ status }) => status),
    [401, 401, 200],
  );
  assert.equal('refresh_token' in (answers[0]?.json ?? {}), false);
  assert.deepEqual([scene.letpay.unauthorized, scene.letpay.effects(id)], [2, 1]);
});

test('faults meet only their own kind, and can be taken back', async () => {
  const id = scene.letpay.createPayment({ amount: 1035 });
  scene.letpay.next({ status: 500 }, { kind: 'read' });
  scene.letpay.next({ status: 503 }, { kind: 'any', times: Number.POSITIVE_INFINITY });
  assert.equal((await logIn()).status, 503);
  scene.letpay.clearFaults();
  scene.letpay.next({ status: 500 }, { kind: 'read' });
  const used = await token();

  assert.deepEqual([(await cancel(id, used)).status, (await read(id, used)).status], [200, 500]);
});
