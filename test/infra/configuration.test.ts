import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { App } from 'aws-cdk-lib';
import { readConfiguration } from '../../infra/configuration.ts';
import { PROVIDERS } from '../../infra/providers.ts';
import { synthesizeWith } from './synthesize-with.ts';

const TOKENS = { jwtIssuer: 'https://id.example', jwtAudience: 'a, b', jwtMerchantClaim: 'merchants' };

function read(context: Readonly<Record<string, unknown>>) {
  return readConfiguration(new App({ context, analyticsReporting: false }).node);
}

test('by default callers sign with IAM, no storefront has a policy, and the limits are 100 and 200', () => {
  assert.deepEqual(read({}), {
    merchants: [],
    producers: [],
    operators: [],
    providers: PROVIDERS,
    forceRemoval: [],
    fixedAddress: [],
    throttle: { rateLimit: 100, burstLimit: 200 },
    notificationThrottle: { rateLimit: 20, burstLimit: 40 },
    waitingRequests: 2,
  });
});

test('merchants are separated by commas, and duplicates are removed', () => {
  assert.deepEqual(read({ merchants: 'loja-2, loja-1,loja-2,' }).merchants, ['loja-1', 'loja-2']);
});

/** `loja-1,loja-2,…` */
function toMerchants(count: number): string {
  return Array.from({ length: count }, (_, at) => `loja-${at + 1}`).join();
}

test('CloudFormation accepts the stack with the highest number of merchants', async () => {
  const folder = await synthesizeWith({ merchants: toMerchants(170), fixedAddress: 'sopague,letpay' });
  const { Resources, Outputs } = JSON.parse(readFileSync(join(folder, 'Estorno.template.json'), 'utf8'));
  assert.ok(Object.keys(Outputs).length <= 200, `${Object.keys(Outputs).length} outputs`);
  assert.ok(Object.keys(Resources).length <= 500, `${Object.keys(Resources).length} resources`);
});

test('limits are whole numbers', () => {
  assert.deepEqual(read({ throttleRate: '5', throttleBurst: 7 }).throttle, { rateLimit: 5, burstLimit: 7 });
});

test('tokens need no scopes', () => {
  const { jwt } = read(TOKENS);
  const expected = { issuer: 'https://id.example', audience: ['a', 'b'], scopes: [] };
  assert.deepEqual(jwt, { ...expected, merchantClaim: 'merchants' });
});

test('providers with a fixed address are separated by commas', () => {
  assert.deepEqual(read({ fixedAddress: 'sopague, letpay' }).fixedAddress, ['sopague', 'letpay']);
});

test('providers are separated by commas, in the order of the list, and all of them by default', () => {
  const idsOf = (providers: string) => read({ providers }).providers.map(({ id }) => id);
  assert.deepEqual(idsOf('mercadopago, letpay,letpay'), ['letpay', 'mercadopago']);
  assert.deepEqual(idsOf(' , '), idsOf(''));
  assert.deepEqual(read({ providers: 'letpay', forceRemoval: 'sopague' }).forceRemoval, ['sopague']);
});

test('scopes of tokens are separated by commas', () => {
  assert.deepEqual(read({ ...TOKENS, jwtScopes: 'refund,cancel' }).jwt?.scopes, ['refund', 'cancel']);
});

const refused: readonly [context: Readonly<Record<string, unknown>>, says: RegExp][] = [
  [{ merchants: 'loja_1' }, /merchants has "loja_1"/],
  [{ merchants: 'loja-1,*' }, /merchants has "\*"/],
  [{ merchants: 'loja-1/../loja-2' }, /merchants has/],
  [{ merchants: ['loja-1'] }, /merchants is not a string/],
  [{ merchants: toMerchants(171) }, /merchants has 171 merchants, and one stack can have policies for 170/],
  [{ fixedAddress: 'sopague,pagoto' }, /fixedAddress has "pagoto".*letpay, sopague/],
  [{ providers: 'letpay,pagoto' }, /providers has "pagoto".*letpay, sopague/],
  [{ providers: 'letpay', fixedAddress: 'sopague' }, /fixedAddress has "sopague"\. Use letpay,/],
  [{ providers: 'letpay', forceRemoval: 'letpay' }, /forceRemoval has "letpay"\. Use sopague,/],
  [{ forceRemoval: 'letpay' }, /forceRemoval has "letpay"\. Leave it out/],
  [{ provider: 'letpay' }, /Did you mean providers\?/],
  [{ notificationRate: '0' }, /notificationRate is "0"/],
  [{ throttleRate: '0' }, /throttleRate is "0"/],
  [{ throttleBurst: 'many' }, /throttleBurst is "many"/],
  [{ jwtScopes: 'cancel' }, /not jwtIssuer, jwtAudience, jwtMerchantClaim/],
  [{ ...TOKENS, jwtMerchantClaim: '' }, /not jwtMerchantClaim/],
  [{ ...TOKENS, jwtIssuer: 'http://id.example' }, /jwtIssuer is "http:/],
  [{ ...TOKENS, jwtAudience: ' , ' }, /jwtAudience/],
  [{ fixedAdress: 'sopague' }, /no context value fixedAdress\. Did you mean fixedAddress\?/],
  [{ merchant: 'loja-1' }, /Did you mean merchants\?/],
  [{ Merchants: 'loja-1' }, /Did you mean merchants\?/],
  [{ 'jwt-issuer': 'https://id.example' }, /Did you mean jwtIssuer\?/],
  [{ alarmMail: 'a@b.example' }, /Did you mean alarmEmail\?/],
  [{ throttleRates: '5' }, /Did you mean throttleRate\?/],
  [{ scopes: 'cancel' }, /Did you mean jwtScopes\?/],
];

test('principals are ARNs of roles and users, once each', () => {
  const arns = ['arn:aws:iam::111122223333:role/ops-*', 'arn:aws:iam::111122223333:role/path/loja-1'];
  assert.deepEqual(read({ producers: `${arns[0]}, ${arns[0]}` }).producers, [arns[0]]);
  assert.deepEqual(read({ operators: arns.join(',') }).operators, arns);
  for (const wrong of [
    '*',
    'loja-1',
    'arn:aws:iam::111122223333:root',
    'arn:aws:sts::111122223333:assumed-role/a/b',
  ])
    assert.throws(() => read({ producers: wrong }), {
      name: 'UsageError',
      message: /Use ARNs of roles or users/,
    });
});

for (const [context, says] of refused) {
  test(`refuses ${JSON.stringify(context)}`, () => {
    assert.throws(() => read(context), { name: 'UsageError', message: says });
  });
}

test('names of the CDK and other tools in the context are accepted', () => {
  const context = {
    '@aws-cdk/core:newStyleStackSynthesis': true,
    'aws-cdk:enableDiffNoFail': 'true',
    'aws:cdk:bundling-stacks': [],
    'availability-zones:account=111122223333:region=us-east-1': ['us-east-1a'],
    'acknowledged-issue-numbers': [1],
    environment: 'test',
  };
  assert.deepEqual(read(context), read({}));
});

test('a wrong context value ends with one sentence and exit code 2', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['infra/app.ts'], {
    encoding: 'utf8',
    env: { ...process.env, CDK_CONTEXT_JSON: '{"fixedAddress":"pagoto"}' },
  });
  assert.deepEqual([status, stdout], [2, '']);
  assert.match(stderr, /^The context value fixedAddress has "pagoto"\.[^\n]+\n$/);
});
