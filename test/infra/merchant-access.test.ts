import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBuses } from '../../local/assembly/events.ts';
import { readHttpApi } from '../../local/assembly/http-api.ts';
import { toIamArn } from '../../local/assembly/place.ts';
import { readQueues } from '../../local/assembly/queues.ts';
import { readAssembly } from '../../local/assembly/read-assembly.ts';
import { createAuthorizer } from '../../local/aws/authorizer.ts';
import type { Context } from './caller-rights.ts';
import { readNestedPolicies } from './nested-policies.ts';
import { resourcesOf } from './synthesize.ts';
import { synthesizeWith } from './synthesize-with.ts';

const folder = await synthesizeWith({
  merchants:
    'loja-2=storefront-2, loja-1=storefront-1,loja-10=storefront-10,*=backend,loja-1=both,loja-2=both',
});
const assembly = readAssembly(folder);
const { place } = assembly;
const { apiId } = readHttpApi(assembly);
const [bus] = readBuses(assembly, readQueues(assembly));
const policies = readNestedPolicies(folder, { ApiId: apiId, BusArn: bus?.arn ?? '' }, place);

/** Roles with nothing but what the stack attaches to them. */
const roles = ['storefront-1', 'both', 'backend'].map((name) => ({
  ...{ name, arn: toIamArn(place, `role/${name}`) },
  policies: policies.filter(({ role }) => role === name),
}));
const authorizer = createAuthorizer(
  roles.map(({ name, arn }) => ({ logicalId: name, name, roleArn: arn })),
  roles,
  place,
);

async function may(
  action: string,
  resourceArn: string,
  context: Context = {},
  role = 'storefront-1',
): Promise<boolean> {
  return (await authorizer.refusalOf(role, [{ action, resourceArn, context }])) === undefined;
}

function toCallArn(call: string, api = apiId): string {
  const path = `${api}/$default/${call.replace(' ', '')}`;
  return `arn:aws:execute-api:${place.region}:${place.accountId}:${path}`;
}

const PAYMENT = 'letpay/payments/8f048623-16c6-47da-aca1-546a16e8fb99';

const calls: readonly [verdict: 'may' | 'may not', call: string, api?: string][] = [
  ['may', `POST /v1/merchants/loja-1/${PAYMENT}/cancellations`],
  ['may', `POST /v1/merchants/loja-1/${PAYMENT}/refunds`],
  ['may', `GET /v1/merchants/loja-1/${PAYMENT}`],
  ['may', 'GET /v1/merchants/loja-1/sopague/operations'],
  ['may', 'GET /v1/providers'],
  ['may not', 'POST /v1/providers'],
  ['may not', `POST /v1/merchants/loja-2/${PAYMENT}/cancellations`],
  ['may not', `POST /v1/merchants/loja-10/${PAYMENT}/cancellations`],
  ['may not', `POST /v1/merchants/loja-/${PAYMENT}/cancellations`],
  ['may not', `POST /v1/merchants/loja-1x/${PAYMENT}/cancellations`],
  ['may not', `POST /v1/merchants/x/loja-1/${PAYMENT}/cancellations`],
  ['may not', `POST /v1/merchants/LOJA-1/${PAYMENT}/cancellations`],
  ['may not', `POST /v1/merchants/loja-1/../loja-2/${PAYMENT}/cancellations`],
  ['may not', `POST /v1/merchants/loja-1/letpay/../../loja-2/${PAYMENT}/cancellations`],
  ['may not', `POST /v1/merchants/loja-1/..%2floja-2/${PAYMENT}/cancellations`],
  ['may not', `POST /v1/merchants/loja-1/%2e%2e/loja-2/${PAYMENT}/cancellations`],
  ['may not', `POST /v1/merchants/loja-1//loja-2/${PAYMENT}/cancellations`],
  ['may not', `POST /v1/merchants/loja-1/letpay//loja-2/${PAYMENT}/cancellations`],
  ['may not', `POST /v1/merchants/loja-2/../loja-1/${PAYMENT}/cancellations`],
  ['may not', 'GET /v1/merchants/loja-1/..'],
  ['may not', 'GET /v1/merchants/loja-1'],
  ['may not', 'GET /v1/merchants/'],
  ['may not', `DELETE /v1/merchants/loja-1/${PAYMENT}`],
  ['may not', `GET /v1/merchants/loja-1/${PAYMENT}`, 'another'],
  ['may not', `GET /v2/merchants/loja-1/${PAYMENT}`],
];

for (const [verdict, call, api = apiId] of calls) {
  test(`the storefront of loja-1 ${verdict} call ${call}${api === apiId ? '' : ' of another API'}`, async () => {
    assert.equal(await may('execute-api:Invoke', toCallArn(call, api)), verdict === 'may');
  });
}

const commands: readonly [verdict: 'may' | 'may not', sources: readonly string[]][] = [
  ['may', ['estorno.merchant.loja-1']],
  ['may', ['estorno.merchant.loja-1', 'estorno.merchant.loja-1']],
  ['may not', ['estorno.merchant.loja-2']],
  ['may not', ['estorno.merchant.loja-10']],
  ['may not', ['estorno.merchant.loja-']],
  ['may not', ['estorno.merchant.*']],
  ['may not', ['estorno.merchant.loja-1', 'estorno.merchant.loja-2']],
  ['may not', ['estorno']],
  ['may not', []],
];

for (const [verdict, sources] of commands) {
  test(`the storefront of loja-1 ${verdict} put commands of [${sources}] on the bus`, async () => {
    assert.ok(bus);
    const context: Context = sources.length > 0 ? { 'events:source': [...sources] } : {};
    assert.equal(await may('events:PutEvents', bus.arn, context), verdict === 'may');
  });
}

test('the storefront of loja-1 may put commands on no other bus', async () => {
  const arn = `arn:aws:events:${place.region}:${place.accountId}:event-bus/default`;
  assert.equal(await may('events:PutEvents', arn, { 'events:source': ['estorno.merchant.loja-1'] }), false);
});

const shared: readonly [role: string, merchantId: string, verdict: 'may' | 'may not'][] = [
  ['both', 'loja-1', 'may'],
  ['both', 'loja-2', 'may'],
  ['both', 'loja-10', 'may not'],
  ['backend', 'loja-1', 'may'],
  ['backend', 'loja-99', 'may'],
];

for (const [role, merchantId, verdict] of shared)
  test(`the role ${role} ${verdict} act for ${merchantId}`, async () => {
    assert.ok(bus);
    const call = toCallArn(`POST /v1/merchants/${merchantId}/${PAYMENT}/refunds`);
    const source = { 'events:source': [`estorno.merchant.${merchantId}`] };
    assert.equal(await may('execute-api:Invoke', call, {}, role), verdict === 'may');
    assert.equal(await may('events:PutEvents', bus.arn, source, role), verdict === 'may');
  });

test('a role of every merchant may not use ambiguous paths, nor put events as Estorno itself', async () => {
  assert.ok(bus);
  const call = toCallArn(`GET /v1/merchants/loja-1/../loja-2/${PAYMENT}`);
  assert.equal(await may('execute-api:Invoke', call, {}, 'backend'), false);
  assert.equal(await may('events:PutEvents', bus.arn, { 'events:source': ['estorno'] }, 'backend'), false);
});

test('every principal has one policy, and without merchants there is none', () => {
  const expected = ['backend', 'both', 'storefront-1', 'storefront-10', 'storefront-2'];
  assert.deepEqual(policies.map(({ role }) => role).toSorted(), expected);
  assert.deepEqual(resourcesOf('AWS::CloudFormation::Stack'), []);
  const others = resourcesOf('AWS::IAM::ManagedPolicy').filter(([id]) => !id.startsWith('Operator'));
  assert.deepEqual(others, []);
});
