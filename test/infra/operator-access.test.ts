import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as z from 'zod';
import { PROVIDERS } from '../../infra/providers.ts';
import { readHttpApi } from '../../local/assembly/http-api.ts';
import { toIamArn } from '../../local/assembly/place.ts';
import { readPolicyDocument } from '../../local/assembly/policy-document.ts';
import { readAssembly } from '../../local/assembly/read-assembly.ts';
import { createAuthorizer } from '../../local/aws/authorizer.ts';
import { OPERATOR_RIGHTS, type OperatorRight } from '../../shared/http/operator-routes.ts';
import type { Context } from './caller-rights.ts';
import { assembly as folder } from './synthesize.ts';

const assembly = readAssembly(folder);
const { place } = assembly;
const { apiId } = readHttpApi(assembly);

const ManagedPolicy = z.object({ PolicyDocument: z.unknown() });
const RIGHTS = Object.keys(OPERATOR_RIGHTS).filter(isRight);
const COMMANDS = RIGHTS.flatMap((right) => OPERATOR_RIGHTS[right].map((command) => ({ right, command })));

function isRight(name: string): name is OperatorRight {
  return Object.hasOwn(OPERATOR_RIGHTS, name);
}

/** A role for each right, with its policy only. */
const roles = RIGHTS.map((right) => {
  const idStart = `Operator${right.charAt(0).toUpperCase()}${right.slice(1)}`;
  const [found, ...others] = assembly
    .resourcesOf('AWS::IAM::ManagedPolicy')
    .filter(({ logicalId }) => logicalId.startsWith(idStart));
  assert.ok(found && others.length === 0, idStart);
  const policy = readPolicyDocument(ManagedPolicy.parse(found.properties).PolicyDocument, found.logicalId);
  return { name: right, arn: toIamArn(place, `role/${right}`), policies: [{ name: right, policy }] };
});

const authorizer = createAuthorizer(
  roles.map(({ name, arn: roleArn }) => ({ logicalId: name, name, roleArn })),
  roles,
  place,
);

async function may(right: string, action: string, resourceArn: string, context: Context = {}) {
  return (await authorizer.refusalOf(right, [{ action, resourceArn, context }])) === undefined;
}

function toCall(path: string, api = apiId): string {
  return `arn:aws:execute-api:${place.region}:${place.accountId}:${api}/$default/${path}`;
}

describe('the policy of a right permits its commands at every provider, and no other command:', () => {
  for (const role of RIGHTS)
    for (const { right, command } of COMMANDS)
      test(`${role} ${role === right ? 'permits' : 'does not permit'} ${command}`, async () => {
        for (const { id } of PROVIDERS)
          assert.equal(
            await may(role, 'execute-api:Invoke', toCall(`POST/v1/operator/${id}/${command}`)),
            role === right,
          );
      });
});

const STRANGE = [
  ...['POST/v1/operator/letpay/list/../disable', 'POST/v1/operator/letpay/list%2F..%2Fdisable'],
  ...['POST/v1/operator/letpay//disable', 'GET/v1/operator/letpay/list'],
  'POST/v1/merchants/loja-1/letpay/payments/p/cancellations',
];

describe('no policy of operators permits another path, or the API of another stack:', () => {
  for (const role of RIGHTS)
    test(role, async () => {
      for (const path of STRANGE)
        assert.equal(await may(role, 'execute-api:Invoke', toCall(path)), false, path);
      const foreign = toCall(`POST/v1/operator/letpay/${OPERATOR_RIGHTS[role][0]}`, 'another1234');
      assert.equal(await may(role, 'execute-api:Invoke', foreign), false);
    });
});

test('only the right to credentials permits to read and write the secrets of merchants', async () => {
  const secretOf = (name: string) =>
    `arn:aws:secretsmanager:${place.region}:${place.accountId}:secret:${name}-AbCdEf`;
  for (const role of RIGHTS)
    for (const action of ['CreateSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage']) {
      const isIts = role === 'credentials';
      assert.equal(await may(role, `secretsmanager:${action}`, secretOf('estorno/loja-1/letpay')), isIts);
      assert.equal(await may(role, `secretsmanager:${action}`, secretOf('other/loja-1/letpay')), false);
    }
});

test('no policy of operators permits to invoke a function, start the flow, or use a table, the bus or a queue', async () => {
  for (const { policies } of roles)
    assert.doesNotMatch(JSON.stringify(policies), /"(lambda|states|dynamodb|events|sqs):/);
});

test('the ARN of every policy is an output, by the name that the pages have', () => {
  const names = Object.keys(assembly.outputs).filter((name) => /^Operator.*PolicyArn/.test(name));
  const expected = RIGHTS.map(
    (right) => `Operator${right.charAt(0).toUpperCase()}${right.slice(1)}PolicyArn`,
  );
  assert.deepEqual(names.toSorted(), expected.toSorted());
});
