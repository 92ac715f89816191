import type { CfnResource, Stack } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';
import type { Configuration } from '../configuration.ts';
import { refuse } from '../options/refuse.ts';
import { BundledFunction } from './bundled-function.ts';

/** Settings of all resources of a kind, however many there are: applied when the stack has all of its constructs. */
export function applySettings(stack: Stack, configuration: Configuration): void {
  const { logRetentionDays, logKeyArn, terminationProtection, reservedConcurrency } = configuration;
  for (const group of resourcesOf(stack, CfnLogGroup)) {
    group.retentionInDays = logRetentionDays;
    if (logKeyArn !== undefined) group.kmsKeyId = logKeyArn;
  }
  for (const table of resourcesOf(stack, CfnTable)) table.deletionProtectionEnabled = terminationProtection;
  reserve(stack, reservedConcurrency);
}

/** Reserves concurrency for functions, by the id of their construct: of a provider, `api` or `relay`. */
function reserve(stack: Stack, counts: Readonly<Record<string, number>>): void {
  const functions = new Map(
    stack.node
      .findAll()
      .filter((each) => each instanceof BundledFunction)
      .map((each) => [each.node.id, each.function.node.defaultChild] as const),
  );
  for (const [name, count] of Object.entries(counts)) {
    const handler = functions.get(name);
    if (!(handler instanceof CfnFunction))
      refuse('reservedConcurrency', name, `Use ${[...functions.keys()].join(', ')}, as in api=5`);
    handler.reservedConcurrentExecutions = count;
  }
}

function resourcesOf<R extends CfnResource>(stack: Stack, type: new (...args: never[]) => R): readonly R[] {
  return stack.node.findAll().filter((each: IConstruct): each is R => each instanceof type);
}
