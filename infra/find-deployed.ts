import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PROVIDERS, toFunctionOutput } from './providers.ts';
import type { DeployedStack } from './removed-providers.ts';

/** In milliseconds; longer than any function runs. */
const TIMEOUTS = { connectionTimeout: 5000, requestTimeout: 60_000 };

type ClientConfig = NonNullable<ConstructorParameters<typeof CloudFormationClient>[0]> &
  NonNullable<ConstructorParameters<typeof LambdaClient>[0]>;

/** Asks CloudFormation for the outputs of a stack, and its functions for what they have not finished. Changes nothing. */
export async function findDeployed(stackName: string, config: ClientConfig): Promise<DeployedStack> {
  const clientConfig = { ...config, requestHandler: TIMEOUTS };
  const outputs = await readOutputs(new CloudFormationClient(clientConfig), stackName);
  const lambda = new LambdaClient(clientConfig);
  const named = PROVIDERS.flatMap(({ id }) => {
    const name = outputs.get(toFunctionOutput({ id }));
    return name === undefined ? [] : [[id, name] as const];
  });
  return {
    functionNames: new Map(named),
    countUnfinished: (functionName) => countUnfinished(lambda, functionName),
  };
}

async function readOutputs(
  client: CloudFormationClient,
  stackName: string,
): Promise<ReadonlyMap<string, string>> {
  try {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
    const outputs = stack?.Outputs ?? [];
    return new Map(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) return new Map();
    throw error;
  }
}

/** As `npm run ops -- list --state open`. What cannot be read counts: nobody knows that it is final. */
async function countUnfinished(client: LambdaClient, functionName: string): Promise<number> {
  let count = 0;
  for (let after: unknown; after !== null; ) {
    const event = { trigger: 'operator', command: 'list', state: 'open', after };
    const answer = await client.send(
      new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) }),
    );
    const page: unknown = JSON.parse(answer.Payload?.transformToString() ?? 'null');
    if (answer.FunctionError !== undefined || !isPage(page))
      throw new Error(`the function ${functionName} did not list its operations`);
    count += page.operations.length + page.unreadable.length;
    after = page.next;
  }
  return count;
}

type Page = {
  readonly operations: readonly unknown[];
  readonly unreadable: readonly unknown[];
  readonly next: unknown;
};

function isPage(page: unknown): page is Page {
  if (typeof page !== 'object' || page === null || !('next' in page)) return false;
  const isList = (name: string) => Array.isArray((page as Readonly<Record<string, unknown>>)[name]);
  return isList('operations') && isList('unreadable');
}
