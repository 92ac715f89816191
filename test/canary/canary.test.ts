import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { operate } from '../e2e/operate.ts';
import { readOperation } from '../e2e/shapes.ts';
import { WANTED_ENGINE } from '../e2e/wanted-engine.ts';
import { eventually } from '../local/eventually.ts';
import { MERCHANT, PROVIDERS, type ProviderId, secretFields } from './canary-secrets.ts';
import { type CanaryWorld, startCanaryWorld } from './canary-world.ts';
import { toDeliveries, toNotificationPath } from './notify.ts';
import { PERSONAL_DATA } from './personal-data.ts';
import { toRounds } from './rounds.ts';
import { toWords } from './ways.ts';

const ENGINE = WANTED_ENGINE ?? 'dynalite';

/** The status of a payment that can be refunded. */
const PAID: Readonly<Record<ProviderId, string | undefined>> = {
  letpay: 'PAID',
  sopague: undefined,
  mercadopago: 'approved',
  pix: 'CONCLUIDA',
};

let keys = 0;

type What = 'cancellations' | 'refunds';

function begin({ call }: CanaryWorld, provider: ProviderId, paymentId: string, what: What = 'cancellations') {
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

function newPayment(
  { simulatorOf }: CanaryWorld,
  provider: ProviderId,
  what: What = 'cancellations',
): string {
  const status = what === 'refunds' ? PAID[provider] : undefined;
  return simulatorOf(provider).createPayment({ amount: 1035, ...(status !== undefined && { status }) });
}

/** What goes wrong at the provider, which repeats all that it knows in every way that it has. */
async function fates(world: CanaryWorld, provider: ProviderId): Promise<void> {
  const simulator = world.simulatorOf(provider);
  const own = secretFields(world.secrets[provider]).map(([, text]) => text);
  const personal = Object.values(PERSONAL_DATA);
  const { state } = readOperation(
    await begin(world, provider, newPayment(world, provider)),
    provider === 'letpay' ? 202 : 200,
  );
  assert.ok(['succeeded', 'processing'].includes(state), state);
  const { length } = toRounds(provider, { words: String, id: '' });
  const shown = new Set<string>();
  for (let at = 0; at < length; at++) {
    const secrets = [...own, ...(await world.learnTokens(provider))];
    const words = (round: number) => toWords(round, { secrets, personal });
    const { what, fault, target } = toRounds(provider, { words, id: own[0] ?? '' })[at] ?? assert.fail();
    if (target?.kind === 'login') simulator.expireTokens();
    simulator.next(fault, target);
    const payment = newPayment(world, provider, what);
    const { headers } = await begin(world, provider, payment, what);
    await read(world, provider, `payments/${payment}`);
    simulator.clearFaults();
    // The first of each kind of request.
    if (shown.has(`${what} ${target?.kind}`) || headers.location === undefined) continue;
    shown.add(`${what} ${target?.kind}`);
    await world.ops('show', '--operation', headers.location);
  }
  await read(world, provider, 'operations?state=open');
}

/** What goes wrong on our side: services that fail, a secret that cannot be read, a process that dies. */
async function accidents(world: CanaryWorld): Promise<void> {
  const { stack } = world;
  const beginAll = () =>
    Promise.all(PROVIDERS.map((provider) => begin(world, provider, newPayment(world, provider))));
  const fail = async (target: 'PutItem' | 'UpdateItem' | 'GetSecretValue') => {
    stack.faults.add({ target, kind: 'unavailable', times: 20 * PROVIDERS.length });
    await beginAll();
    stack.faults.clear();
  };
  await fail('PutItem');
  await fail('UpdateItem');
  for (const provider of PROVIDERS) world.simulatorOf(provider).next({ answersAfterMs: 60_000 });
  const hanging = beginAll();
  await eventually(() => stack.environments.list().some(({ isBusy }) => isBusy));
  await stack.environments.killAll();
  await hanging;
  for (const provider of PROVIDERS) world.simulatorOf(provider).clearFaults();
  // A process that begins reads the secret.
  await fail('GetSecretValue');
}

/** Requests, commands and tasks that are refused, some of which bring a secret where none belongs. */
async function refusals(world: CanaryWorld, provider: ProviderId): Promise<void> {
  const paymentId = newPayment(world, provider);
  const address = { merchantId: MERCHANT, provider, paymentId, idempotencyKey: 'key-refused' };
  const command = { source: `estorno.merchant.${MERCHANT}`, detailType: 'PaymentCancellationRequested' };
  await world.stack.putEvent({ ...command, detail: { ...address, amount: -1 } });
  await world.stack.putEvent({ ...command, detail: { ...address, idempotencyKey: 'key-by-bus' } });
  await world.invoke(`${provider}Function`, { action: 'cancel', ...address });
  await world.invoke(`${provider}Function`, { action: 'cancel', ...address, paymentId: 'wrong' });
  await operate(world.stack, provider, { command: 'none' });
  await world.invoke(`${provider}Function`, { trigger: 'sweep' });
  await begin(world, provider, 'wrong-id');
  await eventually(async () => (await world.stack.queues.messages('CommandDeadLetters')).length > 0);
}

/** The provider's callbacks, with the right proof and with wrong ones. */
async function notifications(world: CanaryWorld, provider: ProviderId): Promise<void> {
  const statuses = new Set<number>();
  for (const { below, headers, body } of toDeliveries(provider, world.secrets, newPayment(world, provider))) {
    const { status } = await world.call({
      method: 'POST',
      path: `${toNotificationPath(provider)}${below}`,
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    statuses.add(status);
  }
  assert.ok(statuses.has(200), `${provider}: ${[...statuses]}`);
  assert.ok(provider === 'letpay' || statuses.has(403), `${provider}: ${[...statuses]}`);
}

/** What people ask, of a refund, which a flow drives, and of the credentials. */
async function people(world: CanaryWorld, provider: ProviderId): Promise<void> {
  const of = ['--merchant', MERCHANT, '--provider', provider];
  const answer = await begin(world, provider, newPayment(world, provider, 'refunds'), 'refunds');
  const { links } = readOperation(answer, answer.status === 200 ? 200 : 202);
  await eventually(() => world.stack.executions.list().length > 0);
  for (const command of ['show', 'export', 'republish'])
    assert.ok((await world.ops(command, '--operation', links.self)).length > 0);
  await world.ops('show', '--operation', links.self, '--json');
  await world.ops('list', '--state', 'open');
  assert.match(await world.ops('credentials', 'check', ...of), /work/i);
  await world.ops('credentials', 'show', ...of);
  await world.ops('dlq', 'show');
  await world.ops('switches');
  if (provider === 'letpay')
    assert.match(
      await world.ops('probe', provider, '--merchant', MERCHANT),
      /reusable|single_use|exclusive_login|unclear/,
    );
  await world.ops('probe', provider, '--merchant', 'loja-9');
}

/** A secret that is no JSON, and one that lacks a field. Not found either: they are whole secrets in a broken coat. */
async function brokenSecrets(world: CanaryWorld, provider: ProviderId): Promise<void> {
  const [[field, text] = ['', '']] = secretFields(world.secrets[provider]);
  const half = `canary-half-${provider}`;
  const broken = {
    'loja-2': `canary-no-json-${provider} {"${field}": "${text}"`,
    'loja-3': { [field]: half, environment: 'canary-environment' },
    'loja-4': {
      ...world.secrets[provider],
      environment: 'canary-environment',
      privateKey: `${half} as a key`,
    },
  };
  for (const hidden of [`canary-no-json-${provider}`, half, 'canary-environment']) world.hide(hidden, hidden);
  for (const [merchant, secret] of Object.entries(broken)) {
    world.stack.putSecret(merchant, provider, secret);
    const path = `/v1/merchants/${merchant}/${provider}/payments/${newPayment(world, provider)}`;
    await world.call({ path });
    await world.call({ method: 'POST', path: `${path}/cancellations`, headers: { 'idempotency-key': 'k' } });
    for (const command of ['check', 'show'])
      await world.ops('credentials', command, '--merchant', merchant, '--provider', provider);
  }
}

describe(`secrets, tokens and personal data on ${ENGINE}`, () => {
  let world: CanaryWorld;
  before(async () => {
    world = await startCanaryWorld(ENGINE);
  });
  after(() => world?.close());

  describe('are given out', { concurrency: true }, () => {
    for (const provider of PROVIDERS)
      test(`by ${provider}, which repeats what it knows`, async () => {
        await fates(world, provider);
        await refusals(world, provider);
        await notifications(world, provider);
        await people(world, provider);
        await brokenSecrets(world, provider);
      });
  });

  test('are at hand where all else goes wrong', () => accidents(world));

  test('are in no answer, log, event, item, message, execution, page or output of a command', async () => {
    await world.stack.runSchedules();

    const { found, needles, outputs } = await world.search();

    assert.deepEqual([...new Set(found)], []);
    assert.ok(needles.length >= 60, `${needles.length} secrets were searched for`);
    for (const place of PLACES)
      assert.ok(
        outputs.some(({ where }) => where === place),
        place,
      );
    for (const provider of PROVIDERS) {
      const masked = outputs.filter(({ text }) => text.includes(provider) && text.includes('[redacted]'));
      assert.ok(masked.length >= 20, `${provider}: ${masked.length} outputs with something taken out`);
    }
  });
});

/** Each of them gave something out. */
const PLACES = [
  'the console',
  'an event',
  'the ledger',
  'a dead letter',
  'an execution',
  'stdout of a function',
];
