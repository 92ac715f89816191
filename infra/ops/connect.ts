import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { toFunctionOutput } from '../providers.ts';
import type { Target } from './command-line.ts';
import { OpsError } from './ops-error.ts';
import type { OperatorEvent, ProviderFunctions } from './provider-functions.ts';
import { toOpsError } from './to-ops-error.ts';

/** Longer than any function runs. */
const PATIENCE = { connectionTimeout: 5000, requestTimeout: 60_000 };

const LOCAL_LIMIT_MS = 5000;

const localSchema = z.object({
  awsUrl: z.string(),
  region: z.string(),
  outputs: z.record(z.string(), z.string()),
});

const failureSchema = z.object({ errorType: z.string().optional(), errorMessage: z.string() });

type Stack = {
  /** How it is named in a sentence. */
  readonly title: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly lambda: LambdaClient;
};

/** @throws OpsError where there is no stack, or no right to look */
export async function connect(target: Target): Promise<ProviderFunctions> {
  const { title, outputs, lambda } =
    target.kind === 'local' ? await findLocalStack(target.url) : await findStack(target);
  return {
    invoke: (provider, event) => {
      const name = outputs[toFunctionOutput({ id: provider })];
      if (name) return invoke(lambda, name, event);
      throw new OpsError(
        `${title} has no function of ${provider} among its outputs. Deploy this version, or name another stack.`,
      );
    },
  };
}

async function findLocalStack(url: string): Promise<Stack> {
  const response = await fetch(`${url}/_local`, { signal: AbortSignal.timeout(LOCAL_LIMIT_MS) }).catch(() => {
    throw new OpsError(
      `No local stack answers at ${url}. Start it with "npm start", or give its address: --local URL.`,
    );
  });
  const found = localSchema.safeParse(await response.json().catch(() => undefined));
  if (!response.ok || !found.success)
    throw new OpsError(
      `What answers at ${url} is no local stack of this version. Start it with "npm start".`,
    );
  const { awsUrl: endpoint, region, outputs } = found.data;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return { title: 'The local stack', outputs, lambda: createLambda({ endpoint, region, credentials }) };
}

async function findStack({ stack: name, profile, region }: Extract<Target, { kind: 'aws' }>): Promise<Stack> {
  const config = { ...(profile && { profile }), ...(region && { region }) };
  const client = new CloudFormationClient({ ...config, requestHandler: PATIENCE });
  const { Stacks: stacks = [] } = await client
    .send(new DescribeStacksCommand({ StackName: name }))
    .catch((error: unknown) => {
      throw toOpsError(error, `the stack ${name}`);
    });
  const outputs = (stacks[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [
    OutputKey,
    OutputValue,
  ]);
  return { title: `The stack ${name}`, outputs: Object.fromEntries(outputs), lambda: createLambda(config) };
}

/** One attempt: whether something was recorded twice, or not at all, is for the operator to see. */
function createLambda(config: ConstructorParameters<typeof LambdaClient>[0]): LambdaClient {
  return new LambdaClient({ ...config, maxAttempts: 1, requestHandler: PATIENCE });
}

async function invoke(lambda: LambdaClient, name: string, event: OperatorEvent): Promise<unknown> {
  const answer = await lambda
    .send(new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event) }))
    .catch((error: unknown) => {
      throw toOpsError(error, `the function ${name}`);
    });
  const payload: unknown = JSON.parse(answer.Payload?.transformToString() || 'null');
  if (answer.FunctionError) throw toFunctionError(payload);
  return payload;
}

/** In the function's own words: the type is the code of a problem, as in the API. */
function toFunctionError(payload: unknown): OpsError {
  const failure = failureSchema.safeParse(payload);
  if (!failure.success) return new OpsError('The function failed, and did not say why. See its log.');
  const { errorType: code, errorMessage } = failure.data;
  return new OpsError(code ? `${errorMessage} (${code})` : errorMessage);
}
