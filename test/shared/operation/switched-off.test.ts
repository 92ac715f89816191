import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ResourceNotFoundException, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { newSwitches, type Switches } from '../../../shared/domain/switches.ts';
import { createSendGates } from '../../../shared/operation/send-gate.ts';
import { createFuzzFunction, createFuzzOperator } from '../../fuzz/fuzz-function.ts';
import { createPorts, MERCHANT } from '../../fuzz/ports.ts';
import { createProviderDouble } from '../../fuzz/provider-double.ts';
import { SIGNED_CALLER } from '../../signed-caller.ts';

const PAYMENT = '8f048623-16c6-47da-aca1-546a16e8fb99';
const ROUTE = '/v1/merchants/{merchantId}/letpay/payments/{paymentId}';
const HOUR_MS = 3_600_000;

/** A request of a merchant, as the gateway passes it on. */
function toEvent(method: string, rest: string, merchantId = MERCHANT) {
  const rawPath = `${ROUTE}${rest}`.replace('{merchantId}', merchantId).replace('{paymentId}', PAYMENT);
  return {
    ...{ version: '2.0', routeKey: `${method} ${ROUTE}${rest}`, rawPath },
    pathParameters: { merchantId, paymentId: PAYMENT },
    headers: { 'idempotency-key': 'key-1' },
    requestContext: {
      requestId: 'r',
      ...SIGNED_CALLER,
      http: { method, path: rawPath, sourceIp: '127.0.0.1' },
    },
  };
}

/** LetPay's function, and the same one where the secret is gone. */
function createScene() {
  const double = createProviderDouble({ provider: 'letpay', paid: false, method: 'PICPAY' }, []);
  const ports = createPorts(double.answer);
  const gone = async () => {
    throw new ResourceNotFoundException({ $metadata: { httpStatusCode: 400 }, message: 'no such secret' });
  };
  const noSecrets: SecretsManagerClient = Object.assign(Object.create(ports.secrets), { send: gone });
  const unreachable = async () => ({ is: 'not_sent', why: 'unreachable', detail: 'no route' }) as const;
  return {
    ports,
    whole: createFuzzFunction('letpay', ports),
    operate: createFuzzOperator('letpay', ports),
    unreachable: createFuzzFunction('letpay', { ...ports, exchange: unreachable }),
    withoutSecret: createFuzzFunction('letpay', { ...ports, secrets: noSecrets }),
  };
}

const turn = (command: 'disable' | 'enable') => ({
  ...{ command, reason: 'a key that leaked' },
});

const codeOf = (answer: unknown) => /"code\\":\\"([a-z_]+)/.exec(JSON.stringify(answer))?.[1];
const stateOf = (answer: unknown) => /"state\\":\\"([a-z_]+)/.exec(JSON.stringify(answer))?.[1];

test('a command for a merchant without a secret is refused for the switch, which may help later', async () => {
  const { whole, operate } = createScene();
  await operate(turn('disable'));
  const answer = await whole(toEvent('POST', '/cancellations', 'loja-9'));
  assert.equal(codeOf(answer), 'provider_disabled');
});

test('what was accepted waits for the switch however long the secret is away, and is sent then', async () => {
  const { ports, whole, operate, unreachable, withoutSecret } = createScene();
  assert.equal(stateOf(await unreachable(toEvent('POST', '/cancellations'))), 'accepted');
  await operate(turn('disable'));

  for (let hours = 0; hours < 50; hours += 1) {
    ports.pass(HOUR_MS);
    await withoutSecret({ trigger: 'sweep' });
  }
  assert.equal(stateOf(await withoutSecret(toEvent('GET', ''))), 'accepted');
  assert.equal(ports.sent.filter(({ movesMoney }) => movesMoney).length, 0);

  await operate(turn('enable'));
  ports.pass(HOUR_MS);
  await whole({ trigger: 'sweep' });
  assert.equal(ports.sent.filter(({ movesMoney }) => movesMoney).length, 1);
});

test('a read of the switch that was left behind by a freeze is not used', async () => {
  let now = 0;
  const answers: ((switches: Switches | undefined) => void)[] = [];
  const gates = createSendGates({
    provider: 'letpay',
    store: { read: () => new Promise((resolve) => answers.push(resolve)) },
    clock: () => now,
    log: { info: () => undefined, error: () => undefined },
  });
  const off = { at: now, reason: 'a key that leaked', by: 'ana' };

  void gates.find(MERCHANT);
  now += 10 * 60_000;
  const found = gates.find(MERCHANT);
  answers[0]?.(undefined);
  while (answers.length < 2) await new Promise(setImmediate);
  answers[1]?.({ ...newSwitches('letpay'), off: { '*': off } });

  assert.equal(await found, 'closed');
});
