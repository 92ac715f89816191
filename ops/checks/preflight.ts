import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import type { Target } from '../command.ts';
import { OpsError } from '../ops-error.ts';
import type { Result } from '../result.ts';
import { callAws, LOGS } from './call-aws.ts';
import { type Check, type Finding, failed, ok, report } from './report.ts';

/** @source docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html (read 2026-11-30) */
const MAX_TEMPLATE_BYTES = 1_000_000;
const MAX_RESOURCES = 500;
const MAX_OUTPUTS = 200;

/** New accounts have 10; a burst of callers and a sweep of each provider need more. */
const ENOUGH_CONCURRENCY = 100;

/** @source docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html (read 2026-11-30) */
const MAX_LOG_POLICIES = 10;
const MAX_LOG_POLICY_BYTES = 5_120;

const templateSchema = z.object({
  Resources: z.record(z.string(), z.unknown()),
  Outputs: z.record(z.string(), z.unknown()),
});

const policiesSchema = z.object({
  resourcePolicies: z.array(z.object({ policyName: z.string(), policyDocument: z.string() })).default([]),
});

/** What must be right before a deployment. @throws OpsError with the report where something is not */
export async function runPreflight(target: Target): Promise<Result> {
  if (target.kind === 'local') throw new OpsError('preflight is about an AWS account: leave out --local.');
  const { profile, region } = target;
  const config = { ...(profile && { profile }), ...(region && { region }) };
  const lambda = new LambdaClient(config);
  const checks: readonly Check[] = [
    { name: 'template', run: checkTemplate },
    { name: 'credentials and region', run: () => checkRegion(lambda) },
    { name: 'CDK bootstrap', run: () => checkBootstrap(new CloudFormationClient(config)) },
    { name: 'Lambda concurrency', run: () => checkConcurrency(lambda) },
    { name: 'log resource policies', run: () => checkLogPolicies(lambda) },
  ];
  return report(checks);
}

/** Synthesized without bundles: only the template counts. */
async function checkTemplate(): Promise<Finding> {
  const folder = await mkdtemp(join(tmpdir(), 'estorno-preflight-'));
  try {
    const context = JSON.stringify({ 'aws:cdk:bundling-stacks': [] });
    const env = { ...process.env, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: context };
    const app = join(import.meta.dirname, '..', '..', 'infra', 'app.ts');
    await promisify(execFile)(process.execPath, [app], { env });
    return toTemplateFinding(await readFile(join(folder, 'Estorno.template.json'), 'utf8'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function toTemplateFinding(text: string): Finding {
  const { Resources: resources, Outputs: outputs } = templateSchema.parse(JSON.parse(text));
  const bytes = Buffer.byteLength(text);
  const sizes: readonly (readonly [string, number, number])[] = [
    ['bytes', bytes, MAX_TEMPLATE_BYTES],
    ['resources', Object.keys(resources).length, MAX_RESOURCES],
    ['outputs', Object.keys(outputs).length, MAX_OUTPUTS],
  ];
  const detail = sizes.map(([what, size, limit]) => `${size} of ${limit} ${what}`).join(', ');
  return sizes.some(([, size, limit]) => size > limit) ? failed(detail) : ok(detail);
}

async function checkRegion(lambda: LambdaClient): Promise<Finding> {
  const { accessKeyId } = await lambda.config.credentials();
  return ok(`${await lambda.config.region()}, with the key ${accessKeyId.slice(0, 4)}…`);
}

async function checkBootstrap(client: CloudFormationClient): Promise<Finding> {
  const name = 'CDKToolkit';
  const { Stacks: stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
  const status = stacks[0]?.StackStatus ?? 'missing';
  const isReady = status.endsWith('_COMPLETE') && !status.includes('DELETE');
  return isReady ? ok(`${name} is ${status}`) : failed(`${name} is ${status}: run "npx cdk bootstrap"`);
}

async function checkConcurrency(lambda: LambdaClient): Promise<Finding> {
  const { AccountLimit: limit } = await lambda.send(new GetAccountSettingsCommand({}));
  const { ConcurrentExecutions: all = 0, UnreservedConcurrentExecutions: free = 0 } = limit ?? {};
  const detail = `${free} of ${all} concurrent executions are not reserved`;
  if (free >= ENOUGH_CONCURRENCY) return ok(detail);
  return {
    result: 'warning',
    detail: `${detail}: ask for more at Service Quotas (Lambda, Concurrent executions); see docs/scale.md`,
  };
}

/** API Gateway and Step Functions add to a policy of the account, which has limits of its own. */
async function checkLogPolicies(lambda: LambdaClient): Promise<Finding> {
  const { resourcePolicies: policies } = policiesSchema.parse(
    await callAws(lambda, LOGS, 'DescribeResourcePolicies', {}),
  );
  const largest = Math.max(0, ...policies.map(({ policyDocument }) => Buffer.byteLength(policyDocument)));
  const detail = `${policies.length} of ${MAX_LOG_POLICIES} policies, the largest ${largest} of ${MAX_LOG_POLICY_BYTES} bytes`;
  const isFull = policies.length >= MAX_LOG_POLICIES && largest > MAX_LOG_POLICY_BYTES * 0.9;
  return isFull ? failed(`${detail}: delete one, or log deliveries cannot be created`) : ok(detail);
}
