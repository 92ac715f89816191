import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { FlowStarter } from '../ports/flow-starter.ts';
import { CLIENT_LIMITS } from './dynamo-client.ts';

/**
 * A Standard state machine of Step Functions. Its executions keep their names for 90 days after they ended, so that
 * none is started twice. The client is made when there is something to start.
 */
export function createFlowStarter({
  flowArn,
  connect = () => new SFNClient(CLIENT_LIMITS),
}: {
  flowArn: string;
  connect?: () => SFNClient;
}): FlowStarter {
  let client: SFNClient | undefined;

  return {
    async start({ name, input }) {
      client ??= connect();
      const start = new StartExecutionCommand({
        stateMachineArn: flowArn,
        name,
        input: JSON.stringify(input),
      });
      await client.send(start).catch((error: unknown) => {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      });
    },
  };
}
