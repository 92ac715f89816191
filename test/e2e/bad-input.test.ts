import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { callAws } from './aws.ts';
import type { HttpAnswer, HttpRequest, RequestHeaders } from './http-client.ts';
import { readProblem } from './shapes.ts';
import { startWorld, toPath, until, type World } from './world.ts';

/** Payments that nobody has: whatever reached a provider would show. */
const LETPAY = '/v1/merchants/loja-1/letpay/payments/8f048623-16c6-47da-aca1-546a16e8fb99';
const SOPAGUE = '/v1/merchants/loja-1/sopague/payments/020080286103040952150000006201850000000000';
const JSON_TYPE = { 'content-type': 'application/json' };
const KEY = { 'idempotency-key': 'key-1' };

type Expected = {
  readonly status: number;
  readonly code: string;
  /** Of the only error. */
  readonly pointer?: string;
  readonly retry?: string;
};

const INVALID = { status: 400, code: 'validation_failed' };
const WRONG_TYPE = { status: 415, code: 'unsupported_media_type' };
const NO_ROUTE = { status: 404, code: 'route_not_found' };
const KEY_INVALID = { status: 400, code: 'idempotency_key_invalid' };
const KEY_MISSING = { status: 400, code: 'idempotency_key_missing' };
/** The same request is later still when it is repeated. */
const TOO_LATE = { status: 422, code: 'deadline_exceeded', retry: 'fix_and_new_key' };

const at = (pointer: string): Expected => ({ ...INVALID, pointer });

/** Bodies as they are sent, at LetPay. */
const BODIES: readonly (readonly [string, string | Buffer, Expected])[] = [
  ['no JSON', '{"reference":', at('')],
  ['JSON and more', '{} {}', at('')],
  ['only a space', ' ', at('')],
  ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), at('')],
  ['null', 'null', at('')],
  ['an array', '[]', at('')],
  ['a number', '1', at('')],
  ['a text', '"amount"', at('')],
  ['a field that is not known', '{"ammount":100}', at('/ammount')],
  ['a field in upper case', '{"Reference":"a"}', at('/Reference')],
  ['a field with a slash and a tilde', '{"a/b~c":1}', at('/a~1b~0c')],
  ['__proto__', '{"__proto__":{"dryRun":true}}', at('/__proto__')],
  ['constructor', '{"constructor":{}}', at('/constructor')],
  ["the other provider's object", '{"sopague":{}}', at('/sopague')],
  ['a family that is none', '{"letpay":{"family":"pix"}}', at('/letpay/family')],
  ['a field in letpay that is not known', '{"letpay":{"family":"token","x":1}}', at('/letpay/x')],
  ['letpay null', '{"letpay":null}', at('/letpay')],
  ['letpay with __proto__', '{"letpay":{"family":"token","__proto__":1}}', at('/letpay/__proto__')],
  ['another currency', '{"currency":"USD"}', at('/currency')],
  ['a reason that is none', '{"reason":"because"}', at('/reason')],
  ['an empty reference', '{"reference":""}', at('/reference')],
  ['a reference of 65 characters', `{"reference":"${'x'.repeat(65)}"}`, at('/reference')],
  ['a reference that is a number', '{"reference":4711}', at('/reference')],
  ['capturedAt without offset', '{"capturedAt":"2026-11-21T10:02:00"}', at('/capturedAt')],
  ['capturedAt without time', '{"capturedAt":"2026-11-21"}', at('/capturedAt')],
  ['capturedAt in a month 13', '{"capturedAt":"2026-13-21T10:02:00Z"}', at('/capturedAt')],
  ['capturedAt on a 30 February', '{"capturedAt":"2026-02-30T10:02:00Z"}', at('/capturedAt')],
  ['capturedAt as epoch', '{"capturedAt":1795000000000}', at('/capturedAt')],
  ['notAfter as text', '{"notAfter":"tomorrow"}', at('/notAfter')],
  ['notAfter in the past', '{"notAfter":"2020-01-01T00:00:00Z"}', TOO_LATE],
  ['dryRun as text', '{"dryRun":"true"}', at('/dryRun')],
  ['more than 16 KB', `{"reference":"${'x'.repeat(16 * 1024)}"}`, { status: 413, code: 'payload_too_large' }],
  [
    'more than 16 KB in bytes, not in characters',
    `{"reference":"${'ç'.repeat(9 * 1024)}"}`,
    { status: 413, code: 'payload_too_large' },
  ],
];

const AMOUNTS = [
  '0',
  '-1',
  '0.5',
  '1e-7',
  '"100"',
  '10000000000',
  '9007199254740993',
  '1e400',
  'null',
  'true',
  '[1]',
];

const CONTENT_TYPES: readonly (readonly [string, RequestHeaders])[] = [
  ['no content type', {}],
  ['text', { 'content-type': 'text/plain' }],
  ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['problem+json', { 'content-type': 'application/problem+json' }],
  ['a compressed body', { ...JSON_TYPE, 'content-encoding': 'gzip' }],
  ['two content types', { 'content-type': ['application/json', 'application/json'] }],
];

const KEYS: readonly (readonly [string, RequestHeaders, Expected])[] = [
  ['no key', {}, KEY_MISSING],
  ['an empty key', { 'idempotency-key': '' }, KEY_MISSING],
  ['two keys', { 'idempotency-key': ['key-1', 'key-2'] }, KEY_INVALID],
  ['the same key twice', { 'idempotency-key': ['key-1', 'key-1'] }, KEY_INVALID],
  ['256 characters', { 'idempotency-key': 'k'.repeat(256) }, KEY_INVALID],
  ['a space', { 'idempotency-key': 'key 1' }, KEY_INVALID],
  ['a tab', { 'idempotency-key': 'key\t1' }, KEY_INVALID],
  ['a comma', { 'idempotency-key': 'key,1' }, KEY_INVALID],
  ['one double quote', { 'idempotency-key': '"key-1' }, KEY_INVALID],
  ['double quotes within', { 'idempotency-key': 'key"1' }, KEY_INVALID],
  ['a space in double quotes', { 'idempotency-key': '"key 1"' }, KEY_INVALID],
  ['nothing in double quotes', { 'idempotency-key': '""' }, KEY_MISSING],
  ['a single quote', { 'idempotency-key': "key'1" }, KEY_INVALID],
  ['an accent', { 'idempotency-key': 'kéy' }, KEY_INVALID],
];

const UUID = '8f048623-16c6-47da-aca1-546a16e8fb99';
const toLetpay = (paymentId: string) => `/v1/merchants/loja-1/letpay/payments/${paymentId}`;
const toSopague = (paymentId: string) => `/v1/merchants/loja-1/sopague/payments/${paymentId}`;
const toMerchant = (merchantId: string) => `/v1/merchants/${merchantId}/letpay/payments/${UUID}`;

/** Payments, which are read and cancelled with the same care. */
const PAYMENTS: readonly (readonly [string, string, Expected])[] = [
  ['..', toLetpay('..'), at('/paymentId')],
  ['.. escaped', toLetpay('%2e%2e'), at('/paymentId')],
  ['.. escaped, at SoPague', toSopague('%2E%2E'), at('/paymentId')],
  ['.. escaped twice', toLetpay('%252e%252e'), at('/paymentId')],
  ['a way out', toLetpay('..%2F..%2Fauth'), NO_ROUTE],
  ['a slash within', toLetpay(`${UUID}%2Fcancel`), NO_ROUTE],
  ['a question mark within', toLetpay(`${UUID}%3Fa=b`), at('/paymentId')],
  ['a hash within', toLetpay(`${UUID}%23a`), at('/paymentId')],
  ['a backslash within', toLetpay(`${UUID}%5C..`), at('/paymentId')],
  ['a NUL at the end', toLetpay(`${UUID}%00`), at('/paymentId')],
  ['a line break at the end', toLetpay(`${UUID}%0A`), at('/paymentId')],
  ['a line break at the end, at SoPague', toSopague(`${'1'.repeat(42)}%0A`), at('/paymentId')],
  ['10 kB', toLetpay('a'.repeat(10_000)), at('/paymentId')],
  ['digits that are not ASCII', toSopague('%D9%A1'.repeat(42)), at('/paymentId')],
  ['an accent', toLetpay('pagamento-%C3%A7'), at('/paymentId')],
  ['a UUID in upper case', toLetpay(UUID.toUpperCase()), at('/paymentId')],
  ['a UUID without hyphens', toLetpay(UUID.replaceAll('-', '')), at('/paymentId')],
  ['a UUID at SoPague', toSopague(UUID), at('/paymentId')],
  ['41 digits', toSopague('1'.repeat(41)), at('/paymentId')],
  ['43 digits', toSopague('1'.repeat(43)), at('/paymentId')],
  ['42 digits at LetPay', toLetpay('1'.repeat(42)), at('/paymentId')],
  ['a merchant in upper case', toMerchant('Loja-1'), at('/merchantId')],
  ['a merchant that begins with a hyphen', toMerchant('-loja'), at('/merchantId')],
  ['a merchant of 64 characters', toMerchant('a'.repeat(64)), at('/merchantId')],
  ['a merchant with the separator of our keys', toMerchant('loja-1%23letpay'), at('/merchantId')],
  ['a merchant that is a wildcard', toMerchant('%2A'), at('/merchantId')],
  ['a provider that is not here', LETPAY.replace('letpay', 'cielo'), NO_ROUTE],
  ['a provider in upper case', LETPAY.replace('letpay', 'LetPay'), NO_ROUTE],
  ['no merchant', '/v1/merchants//letpay/payments/1', NO_ROUTE],
];

const ROUTES: readonly (readonly [string, string, Expected, string?])[] = [
  ['GET', '/', NO_ROUTE],
  ['GET', '/v2/merchants', NO_ROUTE],
  ['GET', `${LETPAY}/`, NO_ROUTE],
  ['POST', `${LETPAY}/cancellations/`, NO_ROUTE],
  ['POST', `${LETPAY}/cancellation`, NO_ROUTE],
  ['POST', `${LETPAY}/cancellations/op_1/more`, NO_ROUTE],
  ['DELETE', `${LETPAY}/cancellations`, { status: 405, code: 'method_not_allowed' }, 'POST'],
  ['GET', `${LETPAY}/cancellations`, { status: 405, code: 'method_not_allowed' }, 'POST'],
  ['PUT', `${SOPAGUE}/cancellations`, { status: 405, code: 'method_not_allowed' }, 'POST'],
  ['POST', LETPAY, { status: 405, code: 'method_not_allowed' }, 'GET'],
  ['POST', `${LETPAY}/cancellations/op_1`, { status: 405, code: 'method_not_allowed' }, 'GET'],
  ['GET', `${LETPAY}/cancellations/op_1`, { status: 404, code: 'operation_not_found' }],
  ['GET', `${LETPAY}/cancellations/op_${'0'.repeat(26)}`, { status: 404, code: 'operation_not_found' }],
  ['GET', `${LETPAY}/cancellations/..`, { status: 404, code: 'operation_not_found' }],
  ['GET', `${LETPAY}/cancellations/${'a'.repeat(9_000)}`, { status: 404, code: 'operation_not_found' }],
];

/** Secrets that no login can be made with, as they lie in Secrets Manager, and what the log says of them. */
const SECRETS = [
  { merchantId: 'loja-quebrada', secret: 'nao-e-json-{"apiKey":"pass-c"', why: 'it is not a JSON object' },
  { merchantId: 'loja-texto', secret: '"pass-c"', why: 'it is not a JSON object' },
  {
    merchantId: 'loja-metade',
    secret: '{"apiKey":"pass-c","environment":"sandbox"}',
    why: 'these fields are missing or wrong: apiSecret',
  },
  {
    merchantId: 'loja-marte',
    secret: '{"apiKey":"pass-c","apiSecret":"pass-c","environment":"marte-pass-c"}',
    why: 'these fields are missing or wrong: environment',
  },
] as const;

let world: World;

before(async () => {
  world = await startWorld({ engine: 'dynalite' });
});
after(() => world.close());
beforeEach(() => world.forget());

describe('a body is refused', () => {
  for (const [name, body, expected] of BODIES)
    refuses(name, { ...post(LETPAY), headers: { ...KEY, ...JSON_TYPE }, body }, expected);
  for (const amount of AMOUNTS) {
    const body = `{"amount":${amount}}`;
    refuses(`amount ${amount}`, { ...post(SOPAGUE), headers: { ...KEY, ...JSON_TYPE }, body }, at('/amount'));
  }
  for (const [name, headers] of CONTENT_TYPES)
    refuses(name, { ...post(LETPAY), headers: { ...KEY, ...headers }, body: '{}' }, WRONG_TYPE);

  test('with a pointer to each field that is wrong', async () => {
    const body = { amount: 0, currency: 'USD', refrence: 'a' };
    const answer = await world.call({
      ...post(SOPAGUE),
      headers: { ...KEY, ...JSON_TYPE },
      body: JSON.stringify(body),
    });
    const { errors = [] } = readProblem(answer, 400, 'validation_failed');
    assert.deepEqual(errors.map(({ pointer }) => pointer).toSorted(), ['/amount', '/currency', '/refrence']);
  });

  test('but not for its white space, charset or the case of its content type', async () => {
    const payment = world.newPayment('sopague');
    const headers = { ...KEY, 'content-type': 'Application/JSON; charset=utf-8' };
    const answer = await world.call({ ...post(toPath(payment)), headers, body: '\n{ "amount" : 400 }\n' });
    assert.equal(answer.status, 200, answer.text);
    assert.equal(world.sopague.payment(payment.paymentId).canceledAmount, 400);
  });
});

describe('a key is refused', () => {
  for (const [name, headers, expected] of KEYS) refuses(name, { ...post(LETPAY), headers }, expected);
});

describe('a payment is refused', () => {
  for (const [name, path, expected] of PAYMENTS) {
    refuses(`${name}: cancelled`, { ...post(path), headers: KEY }, expected);
    refuses(`${name}: read`, { path }, expected);
  }
});

describe('a route is refused', () => {
  for (const [method, path, expected, allow] of ROUTES) {
    test(`${method} ${path.slice(0, 120)}: ${expected.status} ${expected.code}`, async () => {
      const answer = await world.call({ method, path, headers: KEY });
      assertRefused(answer, expected);
      assert.equal(answer.headers.allow, allow);
    });
  }
});

describe('a merchant is refused', () => {
  const NOT_CONFIGURED = { status: 422, code: 'merchant_not_configured' };

  for (const provider of ['letpay', 'sopague'] as const) {
    test(`without a secret: ${provider}`, async () => {
      const payment = { ...world.newPayment(provider), merchantId: 'loja-sem-segredo' };
      assertRefused(await world.cancel(payment), NOT_CONFIGURED);
      assertRefused(await world.get(toPath(payment)), NOT_CONFIGURED);
      assertRefused(await world.cancel(payment, { body: { dryRun: true } }), NOT_CONFIGURED);
    });
  }

  for (const { merchantId, secret, why } of SECRETS) {
    test(`whose secret cannot be used, and no part of it is shown: ${why} (${merchantId})`, async () => {
      const name = `estorno/${merchantId}/letpay`;
      await callAws(world.stack, 'secretsmanager.CreateSecret', { Name: name, SecretString: secret });
      const payment = { ...world.newPayment('letpay'), merchantId };

      const answer = await world.cancel(payment);

      assertRefused(answer, NOT_CONFIGURED);
      const lines = () => world.stack.logs.filter(({ line }) => line.includes(name)).map(({ line }) => line);
      await until(() => lines().length > 0);
      assert.match(lines().join('\n'), new RegExp(`"level":"ERROR".*"event":"secret_unusable".*${why}`));
      for (const text of [answer.text, ...world.stack.logs.map(({ line }) => line)])
        assert.doesNotMatch(text, /pass-c/);
    });
  }
});

function post(path: string): HttpRequest {
  return { method: 'POST', path: `${path}/cancellations` };
}

function refuses(name: string, request: HttpRequest, expected: Expected): void {
  test(`${name}: ${expected.status} ${expected.code}`, async () => {
    assertRefused(await world.call(request), expected);
  });
}

/** The problem is as expected, nothing was sent, and nothing was stored. */
function assertRefused(answer: HttpAnswer, { status, code, pointer, retry }: Expected): void {
  const problem = readProblem(answer, status, code);
  assert.equal(problem.outcome, 'not_applied');
  if (retry !== undefined) assert.equal(problem.retry, retry);
  const pointers = new Set(problem.errors?.map((error) => error.pointer));
  assert.deepEqual([...pointers], pointer === undefined ? [] : [pointer]);
  assert.deepEqual([...world.letpay.received(), ...world.sopague.received()], []);
  const puts = world.stack.awsCalls.entries.filter(({ target }) => target.endsWith('.PutItem'));
  assert.deepEqual(puts, []);
}
