import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { InvokeCommand, type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { toAlias } from './fixture-assembly.ts';
import { startFixtureStack } from './fixture-stack.ts';

const ARN = 'arn:aws:lambda:sa-east-1:111122223333:function:Estorno-Echo';

const stack = await startFixtureStack({
  functions: {
    Echo: { source: 'export const handler = async (event) => event;' },
    Live: {
      source: `export const handler = async (event, { invokedFunctionArn, functionVersion }) =>
        ({ invokedFunctionArn, functionVersion });`,
    },
    Throws: { source: 'export const handler = async () => { throw new RangeError("too far"); };' },
    Caller: {
      source: 'export const handler = async () => {};',
      statements: [
        { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: { 'Fn::GetAtt': ['Echo', 'Arn'] } },
        { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: { Ref: 'Alias' } },
      ],
    },
  },
  resources: {
    Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Live' } } },
    Alias: toAlias('Live', { FunctionVersion: { 'Fn::GetAtt': ['Version', 'Version'] } }),
  },
});

beforeEach(() => stack.awsCalls.clear());

async function invoke(FunctionName: string, input: Partial<InvokeCommandInput> = {}, caller = 'local') {
  const client = new LambdaClient({
    region: stack.region,
    endpoint: stack.awsUrl,
    credentials: { accessKeyId: caller, secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const { Payload, ...answer } = await client.send(new InvokeCommand({ FunctionName, ...input }));
  return { ...answer, payload: JSON.parse(Payload?.transformToString() ?? '') };
}

for (const name of ['Estorno-Echo', ARN, '111122223333:function:Estorno-Echo'])
  test(`a function is invoked by ${name}`, async () => {
    const { payload, StatusCode, FunctionError } = await invoke(name, { Payload: '{"a":"é"}' });

    assert.deepEqual([payload, StatusCode, FunctionError], [{ a: 'é' }, 200, undefined]);
  });

const LIVE = ARN.replace('Echo', 'Live');

for (const [name, input] of [
  ['Estorno-Live:live', {}],
  [`${LIVE}:live`, {}],
  ['Estorno-Live', { Qualifier: 'live' }],
] as const)
  test(`a function is invoked by its alias, as ${name} ${JSON.stringify(input)}`, async () => {
    const { payload, ExecutedVersion } = await invoke(name, input, 'Caller');

    assert.deepEqual(payload, { invokedFunctionArn: `${LIVE}:live`, functionVersion: '1' });
    assert.equal(ExecutedVersion, '1');
  });

test('without a payload the event is {}', async () => {
  assert.deepEqual((await invoke('Estorno-Echo')).payload, {});
});

test('a failure of the function is an answer that says so', async () => {
  const { payload, StatusCode, FunctionError } = await invoke('Estorno-Throws');

  assert.deepEqual([StatusCode, FunctionError], [200, 'Unhandled']);
  assert.deepEqual([payload.errorType, payload.errorMessage], ['RangeError', 'too far']);
});

test('a role may invoke what its policies allow', async () => {
  assert.deepEqual((await invoke('Estorno-Echo', {}, 'Caller')).payload, {});
});

test('the call is recorded', async () => {
  await invoke('Estorno-Echo');

  const [call] = stack.awsCalls.entries;
  assert.deepEqual([call?.target, call?.keys, call?.status], ['Lambda.Invoke', ['Estorno-Echo'], 200]);
});

describe('refused is', () => {
  const ROWS: readonly [what: string, call: () => Promise<unknown>, name: string, message: RegExp][] = [
    [
      'a role without the right',
      () => invoke('Estorno-Throws', {}, 'Caller'),
      'AccessDeniedException',
      /not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:\S+:function:Estorno-Throws/,
    ],
    [
      'the function of an alias, to a role with the right to the alias',
      () => invoke('Estorno-Live', {}, 'Caller'),
      'AccessDeniedException',
      /not authorized to perform: lambda:InvokeFunction on resource: \S+:function:Estorno-Live(?!:)/,
    ],
    [
      'an alias, to a role with the right to the function',
      () => invoke('Estorno-Echo', { Qualifier: 'live' }, 'Caller'),
      'AccessDeniedException',
      /not authorized to perform: lambda:InvokeFunction on resource: \S+:function:Estorno-Echo:live/,
    ],
    [
      'an alias of another name',
      () => invoke('Estorno-Live:next'),
      'ResourceNotFoundException',
      /^Function not found: \S+:function:Estorno-Live:next$/,
    ],
    [
      'a function that is not there',
      () => invoke('Nobody'),
      'ResourceNotFoundException',
      /^Function not found: arn:aws:lambda:sa-east-1:111122223333:function:Nobody$/,
    ],
    [
      'a version',
      () => invoke('Estorno-Echo', { Qualifier: '7' }),
      'ResourceNotFoundException',
      /^Function not found/,
    ],
    [
      'an invocation that nobody waits for',
      () => invoke('Estorno-Echo', { InvocationType: 'Event' }),
      'InvalidParameterValueException',
      /does not know the invocation type Event/,
    ],
    [
      'more than 6 MB',
      () => invoke('Estorno-Echo', { Payload: JSON.stringify('x'.repeat(7_000_000)) }),
      'RequestTooLargeException',
      /smaller than/,
    ],
  ];

  for (const [what, call, name, message] of ROWS) test(what, () => assert.rejects(call, { name, message }));
});
