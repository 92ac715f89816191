import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, type TestContext, test } from 'node:test';
import { runOps } from '../../ops/run-ops.ts';
import { useAwsAt } from '../functions/context.ts';
import { listenOn } from '../shared/provider/byte-server.ts';

type Answers = { readonly concurrency: number; readonly bootstrap: string; readonly policies: number };

const READY: Answers = { concurrency: 1_000, bootstrap: 'CREATE_COMPLETE', policies: 1 };

/** Answers in the forms of AWS: JSON for Lambda and Logs, XML for CloudFormation. */
async function startAws(t: TestContext, { concurrency, bootstrap, policies }: Answers): Promise<void> {
  const server = createServer(async (request, response) => {
    const body = await text(request);
    if (request.url?.includes('account-settings'))
      return response.end(
        JSON.stringify({
          AccountLimit: { ConcurrentExecutions: concurrency, UnreservedConcurrentExecutions: concurrency },
        }),
      );
    if (request.headers['x-amz-target'] === 'Logs_20140328.DescribeResourcePolicies') {
      assert.match(request.headers.authorization ?? '', /^AWS4-HMAC-SHA256 .*\/logs\//);
      const policy = { policyName: 'AWSLogDeliveryWrite', policyDocument: 'x'.repeat(5_000) };
      return response.end(
        JSON.stringify({ resourcePolicies: Array.from({ length: policies }, () => policy) }),
      );
    }
    assert.match(body, /Action=DescribeStacks/);
    const stack = `<member><StackName>CDKToolkit</StackName><StackStatus>${bootstrap}</StackStatus></member>`;
    return response.end(
      `<DescribeStacksResponse><DescribeStacksResult><Stacks>${stack}</Stacks></DescribeStacksResult></DescribeStacksResponse>`,
    );
  });
  const { url } = await listenOn(t, server);
  useAwsAt(url, {});
}

async function preflight() {
  const lines: string[] = [];
  const keep = (line: string) => void lines.push(line);
  const code = await runOps(['preflight', '--region', 'sa-east-1'], { print: keep, complain: keep });
  return { code, report: lines.join('\n') };
}

describe('preflight', () => {
  test('reports every check of an account that is ready', async (t) => {
    await startAws(t, READY);

    const { code, report } = await preflight();

    assert.equal(code, 0, report);
    assert.match(report, /^ok +template +\d+ of 1000000 bytes, \d+ of 500 resources, \d+ of 200 outputs$/m);
    assert.match(report, /^ok +credentials and region +sa-east-1/m);
    assert.match(report, /^ok +CDK bootstrap +CDKToolkit is CREATE_COMPLETE$/m);
    assert.match(report, /^ok +Lambda concurrency +1000 of 1000/m);
    assert.match(report, /^ok +log resource policies +1 of 10 policies/m);
    assert.match(report, /5 checks, 0 failed\.$/);
  });

  test('warns of few concurrent executions, and fails where a deployment would', async (t) => {
    await startAws(t, { concurrency: 10, bootstrap: 'ROLLBACK_FAILED', policies: 10 });

    const { code, report } = await preflight();

    assert.equal(code, 1);
    assert.match(report, /^warning +Lambda concurrency +10 of 10/m);
    assert.match(report, /^failed +CDK bootstrap +CDKToolkit is ROLLBACK_FAILED: run "npx cdk bootstrap"$/m);
    assert.match(report, /^failed +log resource policies +10 of 10 policies/m);
  });

  test('is about an account of AWS', async () => {
    const lines: string[] = [];
    const keep = (line: string) => void lines.push(line);
    assert.equal(await runOps(['preflight', '--local'], { print: keep, complain: keep }), 1);
    assert.match(lines.join('\n'), /leave out --local/);
  });
});
