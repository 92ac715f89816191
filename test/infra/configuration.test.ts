import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { App, Stack } from 'aws-cdk-lib';
import { toConfiguration } from '../../infra/configuration.ts';
import { checkPlace } from '../../infra/options/check-place.ts';
import { readContext } from '../../infra/options/read-context.ts';
import { PROVIDERS } from '../../infra/providers.ts';
import { STANDARD_LIMITS } from '../../shared/domain/limits.ts';

const TOKENS = { jwtIssuer: 'https://id.example', jwtAudience: 'a, b', jwtMerchantClaim: 'merchants' };

function read(context: Readonly<Record<string, unknown>>) {
  return toConfiguration(readContext(new App({ context, analyticsReporting: false }).node));
}

test('by default callers sign with IAM, no merchant has access, and the limits are 100 and 200', () => {
  assert.deepEqual(read({}), {
    merchants: [],
    producers: [],
    operators: [],
    providers: PROVIDERS,
    forceRemoval: [],
    fixedAddress: [],
    notifyFrom: {},
    limits: STANDARD_LIMITS,
    tags: {},
    reservedConcurrency: {},
    publishTo: [],
    logRetentionDays: 30,
    shift: 'allAtOnce',
    terminationProtection: false,
    throttle: { rateLimit: 100, burstLimit: 200 },
    waitingRequests: 2,
  });
});

test('merchants are separated by commas, each with a role; one merchant can have several', () => {
  assert.deepEqual(read({ merchants: 'loja-2=b, loja-1=a,loja-2=c,' }).merchants, [
    { id: 'loja-1', principals: ['a'] },
    { id: 'loja-2', principals: ['b', 'c'] },
  ]);
});

test('cdk.json may have lists, pairs, numbers and booleans as JSON', () => {
  const { providers, tags, throttle, terminationProtection, routeThrottles } = read({
    providers: ['letpay', 'pix'],
    tags: { team: 'payments', 'cost-center': 42 },
    throttleRate: 5,
    terminationProtection: true,
    routeThrottles: { cancel: '2/4' },
  });
  assert.deepEqual(
    providers.map(({ id }) => id),
    ['letpay', 'pix'],
  );
  assert.deepEqual(tags, { team: 'payments', 'cost-center': '42' });
  assert.equal(throttle.rateLimit, 5);
  assert.equal(terminationProtection, true);
  assert.deepEqual(routeThrottles, { cancel: { rate: 2, burst: 4 } });
});

test('limits are whole numbers', () => {
  assert.deepEqual(read({ throttleRate: '5', throttleBurst: 7 }).throttle, { rateLimit: 5, burstLimit: 7 });
});

test('tokens need no scopes', () => {
  const { jwt } = read(TOKENS);
  const expected = { issuer: 'https://id.example', audience: ['a', 'b'], scopes: [] };
  assert.deepEqual(jwt, { ...expected, merchantClaim: 'merchants' });
});

test('notifications are accepted from the addresses of each provider', () => {
  const notifyFrom = 'letpay=203.0.113.5, letpay=198.51.100.0/24,pix=2001:db8::7';
  assert.deepEqual(read({ notifyFrom }).notifyFrom, {
    letpay: ['203.0.113.5', '198.51.100.0/24'],
    pix: ['2001:db8::7'],
  });
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

const CERTIFICATE = 'arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012';

const refused: readonly [context: Readonly<Record<string, unknown>>, says: RegExp][] = [
  [{ merchants: 'loja_1=a' }, /merchants has "loja_1", which is not a merchant id\. Use/],
  [{ merchants: 'loja-1=a,**=a' }, /merchants has "\*\*"/],
  [{ merchants: 'loja-1/../loja-2=a' }, /merchants has "loja-1\/\.\.\/loja-2"/],
  [{ merchants: 'loja-1' }, /merchants has "loja-1" without a principal\. Name the role.*loja-1=ROLE/],
  [
    { merchants: 'loja-1=arn:aws:iam::1:role/a' },
    /principal "arn:aws:iam::1:role\/a" for "loja-1"\. Use the ARN/,
  ],
  [{ merchants: 'loja-1=arn:aws:sts::111122223333:assumed-role/a/b' }, /principal .*\. Use the ARN/],
  [{ merchants: 'nowhere/merchants.json' }, /file nowhere\/merchants\.json .* cannot be read/],
  [
    { merchants: 'package.json' },
    /file package\.json .* is wrong at ".*Its form is in merchants\.schema\.json/,
  ],
  [{ merchants: [{ id: 'loja-1' }] }, /merchants is neither text nor a list\. Write/],
  [{ fixedAddress: 'sopague,pagoto' }, /fixedAddress has "pagoto".*letpay, sopague/],
  [{ providers: 'letpay,pagoto' }, /providers has "pagoto".*letpay, sopague/],
  [{ providers: 'letpay', fixedAddress: 'sopague' }, /fixedAddress has "sopague"\. Use letpay,/],
  [{ providers: 'letpay', forceRemoval: 'letpay' }, /forceRemoval has "letpay"\. Use sopague,/],
  [{ forceRemoval: 'letpay' }, /forceRemoval has "letpay"\. Leave it out/],
  [{ providers: 'pix', notifyFrom: 'letpay=203.0.113.5' }, /Use a provider of the stack \(pix\)/],
  [{ notifyFrom: Array(65).fill('letpay=203.0.113.5').join() }, /"65 addresses for letpay"\. At most 64/],
  [{ notifiesFrom: 'letpay=203.0.113.5' }, /Did you mean notifyFrom\?/],
  [{ provider: 'letpay' }, /Did you mean providers\?/],
  [{ throttleRate: '0' }, /throttleRate has "0"\. Use a whole number/],
  [{ throttleBurst: 'many' }, /throttleBurst has "many"\. Use a whole number/],
  [{ routeThrottles: 'cancel=5' }, /routeThrottles has "5"\. Use route=rate\/burst/],
  [{ routeThrottles: 'cancel=0/5' }, /routeThrottles has "0"/],
  [{ routeThrottles: 'cancell=1/5' }, /routeThrottles has "cancell"\. Use the routes cancel,/],
  [{ reservedConcurrency: 'letpay' }, /reservedConcurrency has "letpay"\. Use name=value/],
  [{ reservedConcurrency: 'letpay=0' }, /reservedConcurrency has "0"/],
  [{ jwtScopes: 'cancel' }, /jwtScopes is given without jwtIssuer, jwtAudience, jwtMerchantClaim/],
  [{ ...TOKENS, jwtMerchantClaim: '' }, /without jwtMerchantClaim/],
  [{ ...TOKENS, jwtIssuer: 'http://id.example' }, /jwtIssuer has "http:.*Use the https URL/],
  [{ ...TOKENS, jwtAudience: ' , ' }, /without jwtAudience/],
  [{ stage: 'Staging' }, /stage has "Staging"\. Use 1 to 12 lower-case/],
  [{ tags: 'team' }, /tags has "team"\. Use name=value/],
  [{ tags: 'aws:team=a' }, /tags has "aws:team"/],
  [{ domainName: 'refunds.example.com' }, /domainName is given without certificateArn/],
  [{ certificateArn: CERTIFICATE }, /certificateArn is given without domainName/],
  [{ domainName: 'Example', certificateArn: CERTIFICATE }, /domainName has "Example"\. Use a host name/],
  [{ domainName: 'a.example.com', certificateArn: 'arn:x' }, /certificateArn has "arn:x"\. Use the ARN/],
  [{ webhookTrustStore: 's3://company/ca.pem' }, /webhookTrustStore is given without webhookDomainName/],
  [
    {
      ...{ domainName: 'a.example.com', certificateArn: CERTIFICATE },
      ...{ webhookDomainName: 'a.example.com', webhookCertificateArn: CERTIFICATE },
    },
    /webhookDomainName has "a\.example\.com"\. Use another host name/,
  ],
  [{ publishTo: 'default' }, /publishTo has "default"\. Use ARNs of event buses/],
  [{ logRetentionDays: '31' }, /logRetentionDays has "31"\. CloudWatch Logs supports 1, 3, 5/],
  [{ logKeyArn: 'arn:aws:kms:us-east-1:111122223333:alias/a' }, /logKeyArn has .* not of an alias/],
  [{ permissionsBoundary: 'a b' }, /permissionsBoundary has "a b"\. Use the name or the ARN/],
  [{ shift: 'Canary10Percent5Minutes' }, /shift has "Canary.*"\. Use allAtOnce, canary10Percent5Minutes, /],
  [{ shift: 'canary10Percent7Minutes' }, /shift has "canary10Percent7Minutes"\. Use allAtOnce, /],
  [{ terminationProtection: 'yes' }, /terminationProtection has "yes"\. Use true or false/],
  [{ alarmEmail: 'oncall' }, /alarmEmail has "oncall"\. Use one e-mail address/],
  [{ waitingRequests: '0' }, /waitingRequests has "0"\. Use a whole number/],
  [{ fixedAdress: 'sopague' }, /no context value fixedAdress\. Did you mean fixedAddress\?/],
  [{ merchant: 'loja-1' }, /Did you mean merchants\?/],
  [{ Merchants: 'loja-1' }, /Did you mean merchants\?/],
  [{ 'jwt-issuer': 'https://id.example' }, /Did you mean jwtIssuer\?/],
  [{ alarmMail: 'a@b.example' }, /Did you mean alarmEmail\?/],
  [{ throttleRates: '5' }, /Did you mean throttleRate\?/],
  [{ scopes: 'cancel' }, /Did you mean jwtScopes\?/],
];

const NOT_FROM = ['203.0.113.5', 'letpay=300.0.0.1', 'letpay=0.0.0.0/0', 'letpay='];

for (const notifyFrom of NOT_FROM)
  test(`refuses notifications from ${notifyFrom}`, () => {
    assert.throws(() => read({ notifyFrom }), {
      name: 'UsageError',
      message: new RegExp(`notifyFrom has "${notifyFrom}"`),
    });
  });

test('notifications are accepted for providers of the stack', () => {
  assert.throws(
    () => read({ notifyFrom: 'pagoto=203.0.113.5' }),
    /notifyFrom has "pagoto"\. Use a provider of the stack/,
  );
});

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
  assert.match(stderr, /^The option fixedAddress has "pagoto"\.[^\n]+\n$/);
});

const elsewhere: readonly [context: Readonly<Record<string, string>>, says: RegExp][] = [
  [{ domainName: 'a.example.com', certificateArn: CERTIFICATE }, /certificateArn is in the region us-east-1/],
  [{ merchants: 'loja-1=arn:aws:iam::444455556666:role/a' }, /the stack is in the account 111122223333/],
];

for (const [context, says] of elsewhere)
  test(`refuses ${JSON.stringify(context)} in a stack in another place`, () => {
    const env = { account: '111122223333', region: 'sa-east-1' };
    const refuse = () => checkPlace(new Stack(undefined, 'Stack', { env }), read(context));
    assert.throws(refuse, { name: 'UsageError', message: says });
    checkPlace(new Stack(), read(context));
  });
