import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { LocalStack } from '../../infra/local/local-stack.ts';
import { LIMIT_MS } from './eventually.ts';
import { ACCOUNT, REGION } from './fixture-assembly.ts';

/** A client of the local Step Functions that calls as this function, or as who may do everything. */
export function createFlowClient({ region, awsUrl }: LocalStack, caller = 'local'): SFNClient {
  return new SFNClient({
    region,
    endpoint: awsUrl,
    credentials: { accessKeyId: caller, secretAccessKey: 'local' },
    maxAttempts: 1,
  });
}

/** The ARN of a state machine of the fixture stack, by its logical id. */
export function toMachineArn(logicalId: string): string {
  return `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:Estorno-${logicalId}`;
}

/** Starts an execution and waits for its end. @returns what DescribeExecution says of it */
export async function runToEnd(client: SFNClient, stateMachineArn: string, input: unknown) {
  const started = await client.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
  );
  return untilEnded(client, started.executionArn);
}

/** Describes an execution until it has ended. */
export async function untilEnded(client: SFNClient, executionArn: string | undefined) {
  const last = Date.now() + LIMIT_MS;
  for (;;) {
    const { $metadata: _metadata, ...described } = await client.send(
      new DescribeExecutionCommand({ executionArn }),
    );
    if (described.status !== 'RUNNING') return described;
    assert.ok(Date.now() < last, `${executionArn} has not ended within ${LIMIT_MS} ms`);
    await delay(10);
  }
}
