import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HTML_PAGE } from '../../../../local/simulators/kit/faults.ts';
import { authorized, useLetpay } from './letpay-scene.ts';

const scene = useLetpay();
const { logIn, token, cancel, read } = scene;

test('a login with a wrong secret is refused and gives out nothing', async () => {
  const { status, json } = await logIn('demo-key', 'wrong');

  assert.equal(status, 401);
  assert.deepEqual(Object.keys(json), ['timestamp', 'status', 'error', 'message', 'path']);
  assert.equal(scene.letpay.logins, 0);
  assert.equal(scene.letpay.unauthorized, 1);
});

test('credentials that are not sent as multipart form data are refused', async () => {
  const body = new URLSearchParams({ apiKey: 'demo-key', apiSecret: 'demo-secret' });

  assert.equal((await fetch(`${scene.letpay.url}/auth`, { method: 'POST', body })).status, 401);
});

test('rotated credentials replace the old ones and leave tokens alive', async () => {
  const id = scene.letpay.createPayment({ amount: 1035 });
  const old = await token();
  scene.letpay.setCredentials({ apiKey: 'new-key', apiSecret: 'new-secret' });

  assert.equal((await logIn()).status, 401);
  assert.equal((await logIn('new-key', 'new-secret')).status, 200);
  assert.equal((await read(id, old)).status, 200);
});

test('in the model reusable every token lives until it expires', async () => {
  const id = scene.letpay.createPayment({ amount: 1035 });
  const first = await token();
  const { json } = await read(id, first);
  await token();

  assert.equal((await read(id, first)).status, 200);
  scene.letpay.advanceClock(5 * 60_000);
  assert.equal((await read(id, String(json.refresh_token))).status, 401);
});

test('in the model single_use an answer that brings the next token kills the one used, and no other', async () => {
  scene.letpay.tokenModel = 'single_use';
  const id = scene.letpay.createPayment({ amount: 1035 });
  const [first, other] = [await token(), await token()];
  const { json } = await read(id, first);

  assert.equal((await read(id, first)).status, 401);
  assert.equal((await read(id, String(json.refresh_token))).status, 200);
  assert.equal((await read(id, other)).status, 200);
});

test('in the model single_use a token stays alive when the answer brings no other', async () => {
  scene.letpay.tokenModel = 'single_use';
  const id = scene.letpay.createPayment({ amount: 1035 });
  const used = await token();
  scene.letpay.next({ status: 502, code: '00.03.0001', fields: { refresh_token: undefined } });
  scene.letpay.next({ status: 502, body: HTML_PAGE });

  assert.equal('refresh_token' in (await cancel(id, used)).json, false);
  assert.equal((await fetch(`${scene.letpay.url}/payment/${id}/cancel`, authorized(used))).status, 502);
  assert.equal((await read(id, used)).status, 200);
});

test('in the model single_use a cancel whose answer is lost spends its token only if it reached the provider', async () => {
  scene.letpay.tokenModel = 'single_use';
  const id = scene.letpay.createPayment({ amount: 1035 });
  const used = await token();
  for (const [applies, status] of [
    [false, 200],
    [true, 401],
  ] as const) {
    scene.letpay.next({ applies, answers: 'reset-before-headers' });
    await assert.rejects(cancel(id, used));
    scene.letpay.refreshTokens = 'never';
    assert.equal((await read(id, used)).status, status);
    scene.letpay.refreshTokens = 'always';
  }
});

test('in the model exclusive_login a login and a rotation kill every other token of the account', async () => {
  scene.letpay.tokenModel = 'exclusive_login';
  const id = scene.letpay.createPayment({ amount: 1035 });
  const first = await token();
  const second = await token();
  assert.equal((await read(id, first)).status, 401);
  const { json } = await read(id, second);

  assert.equal((await read(id, second)).status, 401);
  assert.equal((await read(id, String(json.refresh_token))).status, 200);
});

test('an answer may bring no token, or the one just used', async () => {
  scene.letpay.tokenModel = 'single_use';
  const id = scene.letpay.createPayment({ amount: 1035 });
  const used = await token();
  scene.letpay.refreshTokens = 'never';
  assert.equal('refresh_token' in (await read(id, used)).json, false);
  scene.letpay.refreshTokens = 'same';

  assert.equal((await read(id, used)).json.refresh_token, used);
  assert.equal((await read(id, used)).status, 200);
});

test('tokens can be made to expire at once, and no token is a 401 too', async () => {
  const id = scene.letpay.createPayment({ amount: 1035 });
  const used = await token();
  scene.letpay.expireTokens();

  assert.deepEqual([(await cancel(id, used)).status, (await cancel(id, undefined)).status], [401, 401]);
  assert.equal(scene.letpay.unauthorized, 2);
  assert.equal(scene.letpay.effects(id), 0);
});
