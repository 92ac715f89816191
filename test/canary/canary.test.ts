import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Fault, FaultTarget } from '../../local/simulators/kit/faults.ts';
import { operate } from '../e2e/operate.ts';
import { WANTED_ENGINE } from '../e2e/wanted-engine.ts';
import { eventually } from '../local/eventually.ts';
import { type CanaryWorld, MERCHANT, startCanaryWorld } from './canary-world.ts';
import { PERSONAL_DATA } from './personal-data.ts';

const ENGINE = WANTED_ENGINE ?? 'dynalite';
const PROVIDERS = ['letpay', 'sopague'] as const;

type ProviderId = (typeof PROVIDERS)[number];

let keys = 0;

function cancel({ call }: CanaryWorld, provider: ProviderId, paymentId: string, what = 'cancellations') {
  return call({
    method: 'POST',
    path: `/v1/merchants/${MERCHANT}/${provider}/payments/${paymentId}/${what}`,
    headers: { 'idempotency-key': `key-${++keys}`, 'content-type': 'application/json' },
    body: JSON.stringify({ reference: REFERENCE }),
  });
}

/** What a storefront should not name a refund by. */
const REFERENCE = `${PERSONAL_DATA['a CPF with points']} ${PERSONAL_DATA['a card number with spaces']}`;

const read = ({ call }: CanaryWorld, provider: ProviderId, rest: string) =>
  call({ path: `/v1/merchants/${MERCHANT}/${provider}/${rest}` });

/** All that a provider may do to a cancel. `words`: every secret of ours that it knows, and personal data of the payer. */
function toFaults(provider: ProviderId, words: string): readonly [fault: Fault, target?: FaultTarget][] {
  const errors = [{ code: '99.99.0001', description: words }];
  const body = provider === 'letpay' ? { errors, message: words } : [{ tag: words, description: words }];
  return [
    ...[422, 400, 500, 429, 401].map((status): [Fault] => [{ status, body }]),
    [{ status: 502, body: `<html>${words}</html>` }],
    [{ status: 302, headers: { location: `/?token=${encodeURIComponent(words)}` } }],
    [{ fields: { transaction_status: words, authorizationCode: words, returnCode: words } }],
    [{ fields: { authorizationCode: PERSONAL_DATA['a card number'], returnCode: PERSONAL_DATA['a CPF'] } }],
    [{ fields: { statusDescription: words, transactionStatus: words, method: words } }, { kind: 'read' }],
    [{ answers: 'truncated' }],
    [{ applies: true, answers: 'reset-before-headers' }],
    [{ status: 403, body }, { kind: 'login' }],
    [{ status: 200, body: words }, { kind: 'login' }],
    [{ answers: 'never' }, { kind: 'login' }],
  ];
}

async function fates(world: CanaryWorld, provider: ProviderId): Promise<void> {
  const simulator = world.simulators[provider];
  const newPayment = () => simulator.createPayment({ amount: 1035 });
  const personal = Object.values(PERSONAL_DATA);
  await cancel(world, provider, newPayment());
  for (let at = 0; at < toFaults(provider, '').length; at++) {
    const tokens = await world.learnTokens(provider);
    const [fault = {}, target] =
      toFaults(provider, [...personal, ...tokens, ...world.secretsOf[provider]].join(' '))[at] ?? [];
    if (target?.kind === 'login') simulator.expireTokens();
    simulator.next(fault, target);
    const payment = newPayment();
    await cancel(world, provider, payment);
    simulator.clearFaults();
    await read(world, provider, `payments/${payment}`);
  }
  await read(world, provider, 'operations?state=open');
}

/** What goes wrong on our side: services that fail, a secret that cannot be read, a process that dies. */
async function accidents({ stack, ...world }: CanaryWorld, provider: ProviderId): Promise<void> {
  const newPayment = () => world.simulators[provider].createPayment({ amount: 1035 });
  const fail = async (target: 'PutItem' | 'UpdateItem' | 'GetSecretValue') => {
    stack.faults.add({ target, kind: 'unavailable', times: 20 });
    await cancel({ stack, ...world }, provider, newPayment());
    stack.faults.clear();
  };
  await fail('PutItem');
  await fail('UpdateItem');
  const [hanging] = [cancel({ stack, ...world }, provider, slow(world, provider, newPayment()))];
  await eventually(() => stack.environments.list().some(({ isBusy }) => isBusy));
  await stack.environments.killAll();
  await hanging;
  world.simulators[provider].clearFaults();
  // A process that begins reads the secret.
  await fail('GetSecretValue');
}

function slow(world: Pick<CanaryWorld, 'simulators'>, provider: ProviderId, paymentId: string): string {
  world.simulators[provider].next({ answersAfterMs: 60_000 });
  return paymentId;
}

/** Requests, commands and tasks that are refused, some of which bring a secret where none belongs. */
async function refusals(world: CanaryWorld, provider: ProviderId): Promise<void> {
  const paymentId = world.simulators[provider].createPayment({ amount: 1035 });
  const address = { merchantId: MERCHANT, provider, paymentId, idempotencyKey: 'key-refused' };
  const command = { source: `estorno.merchant.${MERCHANT}`, detailType: 'PaymentCancellationRequested' };
  await world.stack.putEvent({ ...command, detail: { ...address, amount: -1 } });
  await world.stack.putEvent({ ...command, detail: { ...address, idempotencyKey: 'key-by-bus' } });
  await world.invoke(`${provider}Function`, { action: 'cancel', ...address });
  await world.invoke(`${provider}Function`, { action: 'cancel', ...address, paymentId: 'wrong' });
  await operate(world.stack, provider, { command: 'none' });
  await world.invoke(`${provider}Function`, { trigger: 'sweep' });
  await cancel(world, provider, 'wrong-id');
  await eventually(async () => (await world.stack.queues.messages('CommandDeadLetters')).length > 0);
}

/** The provider's callbacks, with the right proof and with wrong ones. */
async function notifications(world: CanaryWorld, provider: ProviderId): Promise<void> {
  const { accessKey, webhookBasic } = world.secrets;
  const paymentId = world.simulators[provider].createPayment({ amount: 1035 });
  const path = `/v1/merchants/${MERCHANT}/${provider}/notifications`;
  const proof = { 'access-key': accessKey, authorization: webhookBasic };
  for (const headers of [proof, { ...proof, authorization: 'Basic eDp5' }, { ...proof, 'access-key': 'x' }])
    for (const body of [JSON.stringify({ payment_token: paymentId, ResultId: paymentId }), 'no JSON', '{}'])
      await world.call({
        method: 'POST',
        path,
        headers: { 'content-type': 'application/json', ...headers },
        body,
      });
}

/** Refunds, which a flow drives, and what people ask. */
async function refundsAndPeople(world: CanaryWorld): Promise<void> {
  const paid = world.letpay.createPayment({ amount: 1035, status: 'PAID' });
  await cancel(world, 'letpay', paid, 'refunds');
  await cancel(world, 'sopague', world.sopague.createPayment({ amount: 1035 }), 'refunds');
  await eventually(() => world.stack.executions.list().length > 0);
  await world.ops('list', '--state', 'open');
  await world.ops(
    'show',
    '--operation',
    `/v1/merchants/${MERCHANT}/letpay/payments/${paid}/refunds/op_${'0'.repeat(26)}`,
  );
  assert.match(
    await world.ops('probe', 'letpay', '--merchant', MERCHANT),
    /reusable|single_use|exclusive_login|unclear/,
  );
  await world.ops('probe', 'letpay', '--merchant', 'loja-9');
}

/** A secret that is no JSON, and one that lacks a field. Not found either: they are whole secrets in a broken coat. */
async function brokenSecrets(world: CanaryWorld): Promise<void> {
  for (const [merchant, secret] of Object.entries({
    'loja-2': 'canary-no-json {"apiKey"',
    'loja-3': { apiKey: 'canary-half-a-pair', environment: 'canary-environment' },
  })) {
    world.stack.putSecret(merchant, 'letpay', secret);
    for (const text of ['canary-no-json', 'canary-half-a-pair', 'canary-environment']) world.hide(text, text);
    const path = `/v1/merchants/${merchant}/letpay/payments/${world.letpay.createPayment({ amount: 1 })}`;
    await world.call({ path });
    await world.call({ method: 'POST', path: `${path}/cancellations`, headers: { 'idempotency-key': 'k' } });
  }
}

describe(`secrets, tokens and personal data on ${ENGINE}`, () => {
  let world: CanaryWorld;
  before(async () => {
    world = await startCanaryWorld(ENGINE);
  });
  after(() => world?.close());

  test('are in no answer, log, event, item, message, execution or output of a command', async () => {
    for (const provider of PROVIDERS) {
      await fates(world, provider);
      await refusals(world, provider);
      await notifications(world, provider);
      await accidents(world, provider);
    }
    await refundsAndPeople(world);
    await brokenSecrets(world);
    await world.stack.runSchedules();

    const { found, needles, outputs } = await world.search();

    assert.deepEqual([...new Set(found)], []);
    assert.ok(needles.length >= 20, `${needles.length} secrets were searched for`);
    const places = ['an event', 'the ledger', 'a dead letter', 'an execution', 'stdout of a function'];
    for (const place of places)
      assert.ok(
        outputs.some(({ where }) => where === place),
        place,
      );
  });
});
