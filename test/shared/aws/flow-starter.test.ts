import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SFNClient } from '@aws-sdk/client-sfn';
import { createFlowStarter } from '../../../shared/aws/flow-starter.ts';
import { REF } from '../sample-operation.ts';
import { startAwsService, toAnswer } from './aws-service.ts';

const FLOW_ARN = 'arn:aws:states:sa-east-1:000000000000:stateMachine:refund';
const FLOW = { name: 'op_1', input: { action: 'settle', ...REF, operationId: 'op_1' } } as const;

test('a flow is started under its name', async (t) => {
  const started = toAnswer({ executionArn: 'arn:x', startDate: 1_700_000_000 });
  const { config, received } = await startAwsService(t, started);

  await createFlowStarter({ flowArn: FLOW_ARN, connect: () => new SFNClient(config) }).start(FLOW);

  assert.deepEqual(received(), [
    {
      target: 'AWSStepFunctions.StartExecution',
      body: { stateMachineArn: FLOW_ARN, name: 'op_1', input: JSON.stringify(FLOW.input) },
    },
  ]);
});

test('a flow that was started before is a success', async (t) => {
  const { config } = await startAwsService(
    t,
    toAnswer({ __type: 'com.amazonaws.swf.service.v2.model#ExecutionAlreadyExists' }, 400),
  );

  await createFlowStarter({ flowArn: FLOW_ARN, connect: () => new SFNClient(config) }).start(FLOW);
});

test('any other answer is an error', async (t) => {
  const { config } = await startAwsService(t, toAnswer({ __type: 'StateMachineDoesNotExist' }, 400));

  await assert.rejects(
    createFlowStarter({ flowArn: FLOW_ARN, connect: () => new SFNClient(config) }).start(FLOW),
    { name: 'StateMachineDoesNotExist' },
  );
});
