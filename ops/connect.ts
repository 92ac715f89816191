import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { callOperator, type OperatorApi, type OperatorReply } from '../infra/call-operator.ts';
import { toFunctionOutput } from '../infra/providers.ts';
import type { Target } from './command.ts';
import { createDeadLetters, type DeadLetters } from './dead-letters.ts';
import { OpsError } from './ops-error.ts';
import type { OperatorEvent, ProviderFunctions } from './provider-functions.ts';
import { scanTable } from './scan-table.ts';
import { createSecrets, type Secrets } from './secrets.ts';
import { toOpsError } from './to-ops-error.ts';

/** In milliseconds. */
const CLIENT_TIMEOUTS = { connectionTimeout: 5000, requestTimeout: 60_000 };

const LOCAL_LIMIT_MS = 5000;

/** The first part of the names of secrets. */
const SECRETS_PREFIX_OUTPUT = 'SecretsPrefix';
/** The address of the API. */
const API_OUTPUT = 'ApiUrl';

/** The key of secrets, in a stack that has one of its own. */
const KMS_KEY_OUTPUT = 'KmsKeyArn';

const localSchema = z.object({
  awsUrl: z.string(),
  region: z.string(),
  outputs: z.record(z.string(), z.string()),
});

/** How a command is refused: by the function, or by the gateway before it. */
const problemSchema = z.object({ code: z.string(), detail: z.string().optional(), title: z.string() });
const gatewaySchema = z.object({ message: z.string() });

export type ClientConfig = NonNullable<ConstructorParameters<typeof SQSClient>[0]> &
  NonNullable<ConstructorParameters<typeof CloudFormationClient>[0]> &
  NonNullable<ConstructorParameters<typeof EventBridgeClient>[0]> &
  NonNullable<ConstructorParameters<typeof SecretsManagerClient>[0]>;

/** What the commands work with. */
export type Connection = ProviderFunctions & {
  /** Of further clients. */
  readonly config: ClientConfig;
  /** Absent: a local stack. */
  readonly stackName: string | undefined;
  readonly secrets: Secrets;
  /** The name of a merchant's secret. */
  secretName(merchantId: string, provider: string): string;
  readonly deadLetters: DeadLetters;
  /** Every item of a table, with the permissions of the person who asks. */
  scan(table: string): AsyncIterable<Readonly<Record<string, unknown>>>;
  /** @throws OpsError where the stack has no such output */
  output(name: string): string;
};

type Stack = {
  /** How it is named in a sentence. */
  readonly title: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly config: ClientConfig;
};

/** @throws OpsError where there is no stack, or no permission to describe it */
export async function connect(target: Target): Promise<Connection> {
  const { title, outputs, config } =
    target.kind === 'local' ? await findLocalStack(target.url) : await findStack(target);
  // The client resolves the region and the credentials as every client of AWS does; it sends nothing.
  const { config: resolved } = new CloudFormationClient(config ?? {});
  const find = (name: string, what: string) => {
    const value = outputs[name];
    if (value) return value;
    throw new OpsError(
      `${title} has no ${what} among its outputs. Deploy this version, or name another stack.`,
    );
  };
  const clients = { ...config, requestHandler: CLIENT_TIMEOUTS };
  return {
    config: clients,
    stackName: target.kind === 'aws' ? target.stack : undefined,
    has: (provider) => Boolean(outputs[toFunctionOutput({ id: provider })]),
    invoke: async (provider, event) => {
      find(toFunctionOutput({ id: provider }), `function of ${provider}`);
      const url = find(API_OUTPUT, 'API');
      const { credentials } = resolved;
      return invoke(provider, event, async () => ({ url, region: await resolved.region(), credentials }));
    },
    secrets: createSecrets(new SecretsManagerClient(clients), outputs[KMS_KEY_OUTPUT]),
    secretName: (merchantId, provider) =>
      `${find(SECRETS_PREFIX_OUTPUT, SECRETS_PREFIX_OUTPUT)}/${merchantId}/${provider}`,
    deadLetters: createDeadLetters(new SQSClient({ ...clients, useQueueUrlAsEndpoint: false })),
    scan: (table) => scanTable(new DynamoDBClient(clients), table),
    output: (name) => find(name, name),
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
      `The server at ${url} is not a local stack of this version. Start one with "npm start".`,
    );
  const { awsUrl: endpoint, region, outputs } = found.data;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return { title: 'The local stack', outputs, config: { endpoint, region, credentials } };
}

async function findStack({ stack: name, profile, region }: Extract<Target, { kind: 'aws' }>): Promise<Stack> {
  const config = { ...(profile && { profile }), ...(region && { region }) };
  const client = new CloudFormationClient({ ...config, requestHandler: CLIENT_TIMEOUTS });
  const { Stacks: stacks = [] } = await client
    .send(new DescribeStacksCommand({ StackName: name }))
    .catch((error: unknown) => {
      throw toOpsError(error, `the stack ${name}`);
    });
  const outputs = (stacks[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [
    OutputKey,
    OutputValue,
  ]);
  return { title: `The stack ${name}`, outputs: Object.fromEntries(outputs), config };
}

/** One attempt: after an error the operator checks whether something was recorded before trying again. */
async function invoke(
  provider: string,
  event: OperatorEvent,
  toApi: () => Promise<OperatorApi>,
): Promise<unknown> {
  const what = `the command ${event.command} at ${provider}`;
  try {
    const reply = await callOperator(await toApi(), provider, event);
    if (reply.status === 200) return reply.body;
    throw toRefusal(reply, what);
  } catch (error) {
    if (error instanceof OpsError) throw error;
    // What fetch fails by is the cause of its error.
    throw toOpsError(error instanceof TypeError && error.cause ? error.cause : error, what);
  }
}

function toRefusal({ status, body }: OperatorReply, what: string): OpsError {
  const problem = problemSchema.safeParse(body);
  if (problem.success) {
    const { code, detail, title } = problem.data;
    return new OpsError(`${detail ?? title} (${code})`);
  }
  const { message } = gatewaySchema.safeParse(body).data ?? { message: 'no reason' };
  if (status === 403)
    return new OpsError(
      `You have no permission for ${what}: ${message}. The outputs Operator…PolicyArn of the stack name the policies.`,
    );
  return new OpsError(`The API answered ${status} to ${what}: ${message}. See the log of the function.`);
}
