import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sopague } from '../../../functions/sopague/connector.ts';
import { credentialsSchema } from '../../../functions/sopague/wire.ts';
import type { Answer, Reading } from '../../../shared/domain/answer.ts';
import { SecretText } from '../../../shared/domain/secret-text.ts';
import { sleep } from '../../../shared/runtime/process.ts';
import { listExamples, readExample } from '../../contract/example.ts';
import { createHarness } from '../../contract/harness.ts';
import { createMemorySessionStores } from '../../contract/memory-session-stores.ts';
import { type RawRequest, startRawProvider } from '../../contract/raw-provider.ts';

const CREDENTIALS = credentialsSchema.parse({
  userName: 'string',
  password: 'string',
  environment: 'sandbox',
});
const SESSION = 'loja-1#sopague#shared';

/** The payments that the examples of a cancel and of a look-up name. */
const CANCELED = '020080286103040952150000006201850000000000';
const LOOKED_UP = '020037308007081506570001580648030000000000';

const NOT_FOUND = {
  status: 400,
  code: '__general__',
  message: 'Transação não localizada, verifique os dados informados.',
};
const UNKNOWN_ERROR = {
  status: 500,
  code: '',
  message: 'Não foi possível executar comando. Erro desconhecido.',
};

/** The pair of the page asks 1035 and answers 1023: a success only for whoever asked 1023. */
const CANCELS: readonly { name: string; amount: number; is: Answer }[] = [
  {
    name: 'cancel-200',
    amount: 1035,
    is: { is: 'doubt', why: 'the provider answered with an amount of 1023, asked was 1035' },
  },
  { name: 'cancel-200', amount: 1023, is: { is: 'done', amount: 1023, authorizationCode: '143513' } },
  {
    name: 'cancel-400',
    amount: 1035,
    is: { is: 'refused', code: 'payment_not_found', words: NOT_FOUND },
  },
  {
    name: 'cancel-500',
    amount: 1035,
    is: { is: 'doubt', why: 'the provider answered 500', words: UNKNOWN_ERROR },
  },
];

const READS: Readonly<Record<string, Reading>> = {
  'read-200': {
    ...{ said: 'done', paymentStatus: 'canceled', providerStatus: 'Cancelada', total: 15000 },
    // Written without an offset, and read as São Paulo's time.
    clocks: { paidAt: Date.parse('2024-07-08T12:06:57.070-03:00') },
  },
  'read-400': { said: 'never', code: 'payment_not_found', paymentStatus: 'not_found' },
  'read-500': { said: 'cannot_tell' },
};

async function startWith(t: { after: (end: () => Promise<void>) => void }, ...names: string[]) {
  const examples = names.map((name) => readExample('sopague', name));
  const provider = await startRawProvider(...examples.map(({ response }) => response));
  t.after(() => provider.close());
  const stores = createMemorySessionStores();
  const token = /^Bearer (.+)$/.exec(examples[0]?.request.headers.Authorization ?? '')?.[1];
  const now = Date.now();
  if (token) stores.put(SESSION, { token: new SecretText(token), expiresAt: now + 60_000 });
  const baseUrl = `${provider.url}/gateway`;
  const time = { clock: () => now, sleep };
  const harness = createHarness(sopague, { baseUrl, credentials: CREDENTIALS, stores, time });
  return { provider, stores, harness, now };
}

function assertSentAsDocumented(
  name: string,
  sent: RawRequest | undefined,
  id: string,
  body?: unknown,
): void {
  const { request } = readExample('sopague', name);
  assert.equal(sent?.method, request.method);
  assert.equal(sent?.path, `/gateway${request.path.replace('{paymentId}', id)}`);
  for (const [header, value] of Object.entries(request.headers)) {
    assert.equal(sent?.headers[header.toLowerCase()], value);
  }
  if (request.body === null) assert.equal(sent?.body, '');
  else assert.deepEqual(JSON.parse(sent?.body ?? ''), body ?? JSON.parse(request.body));
}

for (const { name, amount, is } of CANCELS) {
  test(`the documented example ${name} is sent and understood as documented, for ${amount}`, async (t) => {
    const { provider, harness } = await startWith(t, name);

    assert.deepEqual(await harness.cancel({ paymentId: CANCELED, amount }), is);

    assertSentAsDocumented(name, provider.received[0], CANCELED, amount === 1035 ? undefined : { amount });
    assert.equal(provider.received.length, 1);
  });
}

for (const [name, is] of Object.entries(READS)) {
  test(`the documented example ${name} is sent and understood as documented`, async (t) => {
    const { provider, harness } = await startWith(t, name);

    assert.deepEqual(await harness.read(LOOKED_UP), is);

    assertSentAsDocumented(name, provider.received[0], LOOKED_UP);
    assert.equal(provider.received.length, 1);
  });
}

test('the documented login is sent as JSON, and its token is presented', async (t) => {
  const { provider, stores, harness, now } = await startWith(t, 'login-200', 'cancel-200');

  assert.equal((await harness.cancel({ paymentId: CANCELED, amount: 1023 })).is, 'done');

  assertSentAsDocumented('login-200', provider.received[0], CANCELED);
  assert.equal(provider.received[1]?.headers.authorization, 'Bearer string');
  // `created` and `expiration` of the example are one instant: the token is kept for a minute.
  assert.equal(stores.tokenOf(SESSION)?.expiresAt, now + 60_000);
});

test('every example of the folder is driven', () => {
  const driven = new Set([...CANCELS.map(({ name }) => name), ...Object.keys(READS), 'login-200']);
  assert.deepEqual(listExamples('sopague').toSorted(), [...driven].toSorted());
});
