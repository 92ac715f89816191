import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { describe, type TestContext, test } from 'node:test';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { checkAliases, checkMappings } from '../../ops/checks/check-functions.ts';
import { listenOn } from '../shared/provider/byte-server.ts';

const ALIAS = 'arn:aws:lambda:sa-east-1:111122223333:function:Estorno-letpay:live';

type Answers = {
  /** Of the stack's resources: type and physical id. */
  readonly resources?: readonly (readonly [type: string, id: string])[];
  readonly mapping?: object;
  readonly alias?: object;
};

/** Answers in the forms of AWS: JSON for Lambda, XML for CloudFormation. */
async function connect(t: TestContext, { resources = [], mapping, alias }: Answers) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://127.0.0.1');
    if (pathname === '/2015-03-31/event-source-mappings/mapping-1')
      return response.end(JSON.stringify(mapping));
    if (pathname === '/2015-03-31/functions/Estorno-letpay/aliases/live')
      return response.end(JSON.stringify(alias));
    const members = resources.map(
      ([type, id]) =>
        `<member><ResourceType>${type}</ResourceType><PhysicalResourceId>${id}</PhysicalResourceId></member>`,
    );
    return response.end(
      '<ListStackResourcesResponse><ListStackResourcesResult><StackResourceSummaries>' +
        `${members.join('')}</StackResourceSummaries></ListStackResourcesResult></ListStackResourcesResponse>`,
    );
  });
  const { url } = await listenOn(t, server);
  const config = {
    ...{ region: 'sa-east-1', endpoint: url, maxAttempts: 1 },
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  };
  return {
    cloudFormation: new CloudFormationClient(config),
    lambda: new LambdaClient(config),
    stack: 'Estorno',
  };
}

const MAPPING = { UUID: 'mapping-1', State: 'Enabled', FunctionArn: ALIAS, LastProcessingResult: 'OK' };
const FUNCTION_ARN = ALIAS.replace(':live', '');

describe('event source mappings', () => {
  const resources = [['AWS::Lambda::EventSourceMapping', 'mapping-1']] as const;
  const ROWS: readonly [what: string, mapping: object, result: 'ok' | 'failed', detail: RegExp][] = [
    ['one that polls for the alias', MAPPING, 'ok', /^1 are enabled$/],
    ['one that is disabled', { ...MAPPING, State: 'Disabled' }, 'failed', /^mapping-1: Disabled, OK$/],
    [
      'one with a problem',
      { ...MAPPING, LastProcessingResult: 'PROBLEM: no rights' },
      'failed',
      /^mapping-1: Enabled, PROBLEM: no rights$/,
    ],
    [
      'one that invokes the function without its alias',
      { ...MAPPING, FunctionArn: FUNCTION_ARN },
      'failed',
      /^mapping-1: invokes \S+:function:Estorno-letpay, not its alias live$/,
    ],
  ];
  for (const [what, mapping, result, detail] of ROWS)
    test(`${what}: ${result}`, async (t) => {
      const finding = await checkMappings(await connect(t, { resources, mapping }));
      assert.equal(finding.result, result);
      assert.match(finding.detail, detail);
    });

  test('none: failed', async (t) => {
    assert.deepEqual(await checkMappings(await connect(t, {})), {
      result: 'failed',
      detail: 'the stack has none',
    });
  });
});

describe('aliases', () => {
  const resources = [['AWS::Lambda::Alias', ALIAS]] as const;

  test('one with one version: ok', async (t) => {
    const checks = await connect(t, { resources, alias: { FunctionVersion: '7', RoutingConfig: null } });
    assert.deepEqual(await checkAliases(checks), { result: 'ok', detail: '1 have one version' });
  });

  test('one that is still shifted: failed', async (t) => {
    const RoutingConfig = { AdditionalVersionWeights: { 8: 0.1 } };
    const checks = await connect(t, { resources, alias: { FunctionVersion: '7', RoutingConfig } });
    assert.deepEqual(await checkAliases(checks), {
      result: 'failed',
      detail: `${ALIAS} has the versions 7 and 8`,
    });
  });

  test('none: failed', async (t) => {
    assert.deepEqual(await checkAliases(await connect(t, {})), {
      result: 'failed',
      detail: 'the stack has none',
    });
  });
});
