import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { credentialsSchema } from '../../../functions/letpay/credentials.ts';
import { createSecretReader } from '../../../shared/aws/secret-reader.ts';
import { type RawAnswer, startRawProvider } from '../../contract/raw-provider.ts';
import { createVirtualTime } from '../sessions/virtual-time.ts';

const CREDENTIALS = { apiKey: 'key-1', apiSecret: 'secret-1', environment: 'sandbox' };
const HEADERS = { 'content-type': 'application/x-amz-json-1.1' };

function toSecret(value: unknown, version = 'v1'): RawAnswer {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return { status: 200, headers: HEADERS, body: JSON.stringify({ SecretString: text, VersionId: version }) };
}

function toBinary(value: object): RawAnswer {
  const binary = Buffer.from(JSON.stringify(value)).toString('base64');
  return { status: 200, headers: HEADERS, body: JSON.stringify({ SecretBinary: binary, VersionId: 'v1' }) };
}

const toError = (status: number, type: string): RawAnswer => ({
  status,
  headers: HEADERS,
  body: JSON.stringify({ __type: type, message: 'no' }),
});

/** A reader whose Secrets Manager gives these answers, the last one again and again. */
async function startReader(t: TestContext, ...answers: RawAnswer[]) {
  const manager = await startRawProvider(...answers);
  t.after(() => manager.close());
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const config = { region: 'sa-east-1', endpoint: manager.url, credentials, maxAttempts: 1 };
  const time = createVirtualTime();
  const lines: unknown[] = [];
  const log = {
    info: (...line: unknown[]) => lines.push(line),
    error: (...line: unknown[]) => lines.push(line),
  };
  const reader = createSecretReader({
    client: new SecretsManagerClient(config),
    provider: 'letpay',
    schema: credentialsSchema,
    clock: time.clock,
    log,
  });
  return { reader, time, manager, lines };
}

test('a secret is read by its name, with its version', async (t) => {
  const { reader, manager } = await startReader(t, toSecret(CREDENTIALS, 'v7'));

  const { credentials, version } = await reader.read('loja-1');
  const { apiKey, apiSecret, environment } = credentials;
  assert.deepEqual({ apiKey: apiKey.reveal(), apiSecret: apiSecret.reveal(), environment }, CREDENTIALS);
  assert.equal(version, 'v7');

  assert.deepEqual(JSON.parse(manager.received[0]?.body ?? ''), { SecretId: 'estorno/loja-1/letpay' });
});

test('the days until credentials expire are logged each time that the secret is read', async (t) => {
  const { reader, time, lines } = await startReader(t, toSecret({ ...CREDENTIALS, expiresOn: '2001-09-11' }));
  time.advance(Date.parse('2001-09-08T21:46:40-03:00') - time.clock());

  await reader.read('loja-1');
  await reader.read('loja-1');

  const facts = { provider: 'letpay', merchant: 'loja-1', credentialsDays: 3 };
  assert.deepEqual(lines, [['secret_read', facts]]);
});

test('a secret is read once a minute, by merchant', async (t) => {
  const { reader, time, manager } = await startReader(t, toSecret(CREDENTIALS));
  await reader.read('loja-1');
  time.advance(59_999);
  await reader.read('loja-1');
  assert.equal(manager.received.length, 1);

  await reader.read('loja-2');
  assert.equal(manager.received.length, 2);
  time.advance(1);
  await reader.read('loja-1');
  assert.equal(manager.received.length, 3);
});

test('a fresh read goes past the cache, and renews it', async (t) => {
  const { reader, manager } = await startReader(t, toSecret(CREDENTIALS, 'v1'), toSecret(CREDENTIALS, 'v2'));
  await reader.read('loja-1');

  assert.equal((await reader.read('loja-1', { fresh: true })).version, 'v2');

  assert.equal((await reader.read('loja-1')).version, 'v2');
  assert.equal(manager.received.length, 2);
});

describe('a secret that cannot be used leaves the merchant without a configuration, and says which fields, not what stands in them:', () => {
  const rows: readonly { name: string; answer: RawAnswer; says: RegExp }[] = [
    { name: 'none', answer: toError(400, 'ResourceNotFoundException'), says: /no such secret/ },
    {
      name: 'binary',
      answer: toBinary(CREDENTIALS),
      says: /stored as binary/,
    },
    { name: 'no JSON', answer: toSecret('apiKey=hush-hush'), says: /not a JSON object/ },
    { name: 'a JSON text', answer: toSecret('"hush-hush"'), says: /not a JSON object/ },
    {
      name: 'no apiSecret',
      answer: toSecret({ ...CREDENTIALS, apiSecret: undefined }),
      says: /: apiSecret\.$/,
    },
    { name: 'an empty apiKey', answer: toSecret({ ...CREDENTIALS, apiKey: '' }), says: /: apiKey\.$/ },
    {
      name: 'another environment',
      answer: toSecret({ ...CREDENTIALS, environment: 'hush-hush' }),
      says: /: environment\.$/,
    },
    { name: 'too many sessions', answer: toSecret({ ...CREDENTIALS, sessions: 17 }), says: /: sessions\.$/ },
    {
      name: 'two wrong fields',
      answer: toSecret({ apiSecret: 'hush-hush', environment: 1 }),
      says: /: apiKey, environment\.$/,
    },
  ];
  for (const { name, answer, says } of rows) {
    test(name, async (t) => {
      const { reader, lines } = await startReader(t, answer);

      const error = await reader.read('loja-1').catch((thrown: unknown) => thrown);

      assert.ok(error instanceof Error);
      assert.equal(error.name, 'merchant_not_configured');
      assert.match(error.message, says);
      assert.equal(lines.length, 1);
      assert.doesNotMatch(
        JSON.stringify([error.message, error.stack, error.cause, error, lines]),
        /hush|secret-1|key-1/,
      );
    });
  }
});

test('a version to be tried that is not there is named', async (t) => {
  const { reader, manager } = await startReader(t, toError(400, 'ResourceNotFoundException'));

  await assert.rejects(reader.read('loja-1', { fresh: true, pending: true }), {
    name: 'merchant_not_configured',
    message: /no version that is to be tried \(AWSPENDING\)/,
  });

  assert.match(manager.received[0]?.body ?? '', /"VersionStage":"AWSPENDING"/);
});

test('a version to be tried is read past the cache, and is not what others read', async (t) => {
  const { reader, manager } = await startReader(t, toSecret(CREDENTIALS, 'v1'), toSecret(CREDENTIALS, 'v2'));
  await reader.read('loja-1');

  assert.equal((await reader.read('loja-1', { pending: true })).version, 'v2');

  assert.equal((await reader.read('loja-1')).version, 'v1');
  assert.equal(manager.received.length, 2);
});

test('a secret that is marked for deletion leaves the merchant without a configuration', async (t) => {
  const { reader } = await startReader(t, toError(400, 'InvalidRequestException'));

  await assert.rejects(reader.read('loja-1'), {
    name: 'merchant_not_configured',
    message: /marked for deletion/,
  });
});

test('an answer without a secret says nothing of the merchant', async (t) => {
  const { reader, lines } = await startReader(t, { status: 200, headers: HEADERS, body: '{}' });

  await assert.rejects(reader.read('loja-1'), { name: 'Error', message: /no secret in it/ });

  assert.deepEqual(lines, []);
});

test('Secrets Manager that fails says nothing of the merchant', async (t) => {
  const { reader } = await startReader(t, toError(500, 'InternalServiceError'), toSecret(CREDENTIALS));

  await assert.rejects(reader.read('loja-1'), { name: 'InternalServiceError' });

  assert.equal((await reader.read('loja-1')).version, 'v1');
});

describe('for a sender who is not verified', () => {
  const asStranger = { forStranger: true };
  const none = toError(400, 'ResourceNotFoundException');

  test('that a merchant has no secret is remembered; a verified caller is answered by what is stored', async (t) => {
    const { reader, manager } = await startReader(t, none, none, toSecret(CREDENTIALS));
    const refused = { name: 'merchant_not_configured' };

    await assert.rejects(reader.read('loja-1', asStranger), refused);
    await assert.rejects(reader.read('loja-1', asStranger), refused);
    assert.equal(manager.received.length, 1);

    await assert.rejects(reader.read('loja-1'), refused);
    await reader.read('loja-1');
    await reader.read('loja-1', asStranger);
    assert.equal(manager.received.length, 3);
  });

  test('only some merchants are read in a minute, and those that were read stay known', async (t) => {
    const { reader, manager } = await startReader(t, toSecret(CREDENTIALS), none);
    await reader.read('loja-1', asStranger);
    for (let count = 2; count <= 30; count++)
      await assert.rejects(reader.read(`loja-${count}`, asStranger), { name: 'merchant_not_configured' });

    await assert.rejects(reader.read('loja-99', asStranger), { name: 'rate_limited' });
    await reader.read('loja-1', asStranger);
    assert.equal(manager.received.length, 30);
  });
});
