import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import * as z from 'zod';
import type { Assembly } from '../../local/assembly/assembly.ts';
import { readGuardedResources } from '../../local/assembly/guarded-resources.ts';
import { readPolicyDocument } from '../../local/assembly/policy-document.ts';
import { readAssembly } from '../../local/assembly/read-assembly.ts';
import { createAuthorizer } from '../../local/aws/authorizer.ts';
import { readNamedArns } from '../infra/named-arns.ts';
import { synthesizeWith } from '../infra/synthesize-with.ts';

const ROLE = 'arn:aws:iam::000000000000:role/estorno-deploy';
const VERIFY = 'estorno.merchant.verify';

const templateSchema = z.object({
  Resources: z.object({
    Role: z.object({
      Properties: z.object({
        ManagedPolicyArns: z.array(z.unknown()),
        Policies: z.tuple([z.object({ PolicyDocument: z.unknown() })]),
      }),
    }),
  }),
});

/** The role of the example for a stack, with the functions of CloudFormation evaluated that its policy has. */
function readRole(stack: string, { accountId, region }: Assembly['place']) {
  const values: Readonly<Record<string, string>> = {
    ...{ Stack: stack, Qualifier: 'hnb659fds', 'AWS::Partition': 'aws' },
    ...{ 'AWS::AccountId': accountId, 'AWS::Region': region },
  };
  const text = readFileSync(join('docs', 'pipeline', 'deploy-role.yaml'), 'utf8')
    .replaceAll(/!(Sub|Ref|GetAtt|If|Not|Equals) /g, '')
    .replaceAll(/\$\{([\w:]+)\}/g, (whole, name: string) => values[name] ?? whole);
  return templateSchema.parse(parse(text)).Resources.Role.Properties;
}

async function toMay(stack: string, context: Readonly<Record<string, string>>) {
  const assembly = readAssembly(await synthesizeWith(context), stack);
  const {
    Policies: [{ PolicyDocument: document }],
  } = readRole(stack, assembly.place);
  const policies = [{ name: 'deploy', policy: readPolicyDocument(document, 'Role') }];
  const role = { name: 'role', arn: ROLE, policies };
  const principal = { logicalId: 'role', name: 'role', roleArn: ROLE };
  const authorizer = createAuthorizer([principal], [role], assembly.place, readGuardedResources(assembly));
  const arns = readNamedArns(assembly);
  return async (action: string, on: string, source?: string) => {
    const resourceArn = arns[on] ?? on;
    const condition = source === undefined ? {} : { 'events:source': [source] };
    const rights = [{ action, resourceArn, context: condition }];
    return (await authorizer.refusalOf('role', rights)) === undefined;
  };
}

describe('the role of the example of a pipeline', () => {
  test('puts the command of `verify` on the bus of a stack that names it as a producer, and nothing else', async () => {
    const may = await toMay('Estorno', { producers: ROLE });
    assert.equal(await may('events:PutEvents', 'bus', VERIFY), true);
    for (const other of ['estorno', 'estorno.merchant.loja-1', undefined])
      assert.equal(await may('events:PutEvents', 'bus', other), false, other);
    const unnamed = await toMay('Estorno', {});
    assert.equal(await unnamed('events:PutEvents', 'bus', VERIFY), false);
  });

  test('takes that command back from the dead-letter queue, and reads the stack and its alarms', async () => {
    const may = await toMay('Estorno', { producers: ROLE });
    for (const action of ['ReceiveMessage', 'ChangeMessageVisibility', 'DeleteMessage'])
      assert.equal(await may(`sqs:${action}`, 'command dead letters'), true, action);
    assert.equal(await may('sqs:ReceiveMessage', 'letpay queue'), false);
  });

  test('belongs to one stack, whatever its stage', async () => {
    const may = await toMay('Estorno-staging', { stage: 'staging', producers: ROLE });
    assert.equal(await may('events:PutEvents', 'bus', VERIFY), true);
    assert.equal(await may('sqs:ReceiveMessage', 'command dead letters'), true);
    const other = 'arn:aws:events:sa-east-1:000000000000:event-bus/Estorno';
    assert.equal(await may('events:PutEvents', other, VERIFY), false);
  });

  test('has the policy of operators that read, with which a provider is removed, where its ARN is given', async () => {
    const assembly = readAssembly(await synthesizeWith({}));
    const { ManagedPolicyArns } = readRole('Estorno', assembly.place);
    assert.deepEqual(ManagedPolicyArns, ['MayReadOperations', ['OperatorReadPolicyArn'], 'AWS::NoValue']);
    assert.ok(Object.hasOwn(assembly.outputs, 'OperatorReadPolicyArn'));
  });
});
