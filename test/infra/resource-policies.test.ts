import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROVIDERS } from '../../infra/providers.ts';
import { readGuardedResources } from '../../local/assembly/guarded-resources.ts';
import { readFunctions } from '../../local/assembly/lambda.ts';
import { toIamArn } from '../../local/assembly/place.ts';
import { readAssembly } from '../../local/assembly/read-assembly.ts';
import { createAuthorizer } from '../../local/aws/authorizer.ts';
import { readNamedArns } from './named-arns.ts';
import { assembly as folder } from './synthesize.ts';
import { synthesizeWith } from './synthesize-with.ts';

const PRODUCER = 'arn:aws:iam::000000000000:role/storefronts/loja-1';
const OPERATOR = 'arn:aws:iam::000000000000:role/on-call';
const MERCHANTS = 'arn:aws:iam::000000000000:role/shop/loja-1';
const DEFAULTS = readAssembly(folder);
const NAMED = readAssembly(await synthesizeWith({ producers: PRODUCER, operators: OPERATOR }));

/** Everything that a policy can allow: it is for the resource to deny it. */
const EVERYTHING = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow' as const, Action: ['*'], Resource: ['*'] }],
};

/** Whether a role that is allowed everything may do this. */
async function may(
  assembly: typeof NAMED,
  roleArn: string,
  [action, on]: readonly [string, string],
  source?: string,
) {
  const role = { name: 'role', arn: roleArn, policies: [{ name: 'all', policy: EVERYTHING }] };
  const principal = { logicalId: 'caller', name: 'caller', roleArn };
  const authorizer = createAuthorizer([principal], [role], assembly.place, readGuardedResources(assembly));
  const resourceArn = readNamedArns(assembly)[on] ?? assert.fail(on);
  const context = source === undefined ? {} : { 'events:source': [source] };
  return (await authorizer.refusalOf('caller', [{ action, resourceArn, context }])) === undefined;
}

const ADMIN = toIamArn(NAMED.place, 'role/admin');
const PUT = ['events:PutEvents', 'bus'] as const;
const QUEUES = [...PROVIDERS.map(({ id }) => `${id} queue`), 'unrouted queue'];
const COMMAND = 'estorno.merchant.loja-1';

test('a role that is allowed everything puts no events on the bus, unless it is named as a producer', async () => {
  assert.equal(await may(DEFAULTS, ADMIN, PUT, COMMAND), false);
  assert.equal(await may(DEFAULTS, PRODUCER, PUT, COMMAND), false);
  assert.equal(await may(NAMED, ADMIN, PUT, COMMAND), false);
  assert.equal(await may(NAMED, `${PRODUCER}0`, PUT, COMMAND), false);
  assert.equal(await may(NAMED, PRODUCER, PUT, COMMAND), true);
});

test('the principals of merchants put commands, by ARN or by name, and nobody publishes events of operations', async () => {
  const merchants = { merchants: `loja-1=${MERCHANTS},loja-2=loja-2` };
  const assembly = readAssembly(await synthesizeWith(merchants));
  for (const role of ['role/shop/loja-1', 'role/loja-2', 'role/any/path/loja-2']) {
    assert.equal(await may(assembly, toIamArn(assembly.place, role), PUT, COMMAND), true, role);
    assert.equal(await may(assembly, toIamArn(assembly.place, role), PUT, 'estorno'), false, role);
  }
  for (const role of ['role/loja-1', 'role/admin', 'role/not-loja-2'])
    assert.equal(await may(assembly, toIamArn(assembly.place, role), PUT, COMMAND), false, role);
});

test("a provider's function leaves messages to itself in its own queue, and in no other", async () => {
  const { roleArn = '' } =
    readFunctions(DEFAULTS).find(({ logicalId }) => logicalId.startsWith('letpay')) ?? {};
  for (const queue of QUEUES)
    assert.equal(await may(DEFAULTS, roleArn, ['sqs:SendMessage', queue]), queue === 'letpay queue', queue);
});

test('nobody but the stack publishes events of operations, a named producer neither', async () => {
  assert.equal(await may(NAMED, PRODUCER, PUT, 'estorno'), false);
  assert.equal(await may(NAMED, ADMIN, PUT, 'estorno'), false);
});

test('a role that is allowed everything sends no command to a queue, unless it is named as an operator', async () => {
  for (const queue of QUEUES) {
    const send = ['sqs:SendMessage', queue] as const;
    assert.equal(await may(DEFAULTS, ADMIN, send), false, queue);
    assert.equal(await may(DEFAULTS, OPERATOR, send), false, queue);
    assert.equal(await may(NAMED, ADMIN, send), false, queue);
    assert.equal(await may(NAMED, PRODUCER, send), false, queue);
    assert.equal(await may(NAMED, OPERATOR, send), true, queue);
  }
});

test('dead-letter messages are sent by the stack only', async () => {
  for (const on of ['command dead letters', 'relay dead letters'])
    for (const role of [ADMIN, PRODUCER, OPERATOR])
      assert.equal(await may(NAMED, role, ['sqs:SendMessage', on]), false, `${role} on ${on}`);
});

test('messages can be read and deleted by all whom IAM permits it', async () => {
  for (const action of ['sqs:ReceiveMessage', 'sqs:DeleteMessage'])
    assert.equal(await may(NAMED, ADMIN, [action, 'command dead letters']), true);
});
