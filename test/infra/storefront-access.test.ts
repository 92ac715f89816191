import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as z from 'zod';
import { readBuses } from '../../local/assembly/events.ts';
import { readHttpApi } from '../../local/assembly/http-api.ts';
import { toIamArn } from '../../local/assembly/place.ts';
import { readPolicyDocument } from '../../local/assembly/policy-document.ts';
import { readQueues } from '../../local/assembly/queues.ts';
import { readAssembly } from '../../local/assembly/read-assembly.ts';
import { createAuthorizer } from '../../local/aws/authorizer.ts';
import type { Context } from './caller-rights.ts';
import { propertiesOf } from './synthesize.ts';
import { synthesizeWith } from './synthesize-with.ts';

const assembly = readAssembly(await synthesizeWith({ merchants: 'loja-2, loja-1,loja-10' }));
const { place } = assembly;
const { apiId } = readHttpApi(assembly);
const [bus] = readBuses(assembly, readQueues(assembly));

const isOfStorefront = ({ logicalId }: { readonly logicalId: string }) => logicalId.startsWith('Storefront');

const ManagedPolicy = z.object({ Description: z.string(), PolicyDocument: z.unknown() });
const policies = assembly
  .resourcesOf('AWS::IAM::ManagedPolicy')
  .filter(isOfStorefront)
  .map(({ logicalId, properties }) => {
    const { Description: description, PolicyDocument: document } = ManagedPolicy.parse(properties);
    return { name: description, policy: readPolicyDocument(document, logicalId) };
  });

/** A role with the policy of loja-1 only. */
const storefront = { name: 'storefront', arn: toIamArn(place, 'role/storefront') };
const authorizer = createAuthorizer(
  [{ logicalId: storefront.name, name: storefront.name, roleArn: storefront.arn }],
  [{ ...storefront, policies: policies.filter(({ name }) => name.endsWith('of loja-1')) }],
  place,
);

async function may(action: string, resourceArn: string, context: Context = {}): Promise<boolean> {
  return (await authorizer.refusalOf(storefront.name, [{ action, resourceArn, context }])) === undefined;
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
    const path = `${api}/$default/${call.replace(' ', '')}`;
    const arn = `arn:aws:execute-api:${place.region}:${place.accountId}:${path}`;
    assert.equal(await may('execute-api:Invoke', arn), verdict === 'may');
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

test('every configured merchant has one policy, whose ARN is an output', () => {
  const expected = ['loja-1', 'loja-10', 'loja-2'].map(
    (id) => `Estorno: permissions of the storefront of ${id}`,
  );
  assert.deepEqual(policies.map(({ name }) => name).sort(), expected.sort());
  const outputs = Object.keys(assembly.outputs).filter((name) => /^Storefront.*PolicyArn/.test(name));
  assert.equal(outputs.length, 3);
});

test('without configured merchants there are no policies', () => {
  const ids = propertiesOf('AWS::IAM::ManagedPolicy').map(([logicalId]) => logicalId);
  assert.deepEqual(
    ids.filter((logicalId) => isOfStorefront({ logicalId })),
    [],
  );
});
