import { randomUUID } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { COMMAND_RULES } from '../../functions/command-rules.ts';
import { toDeadLettersOutput, toFunctionOutput } from '../../infra/providers.ts';
import { toAbsentPaymentId } from '../../shared/domain/absent-payment-id.ts';
import type { Connection } from '../connect.ts';
import type { Result } from '../result.ts';
import { CLOUDWATCH, callAws } from './call-aws.ts';
import { checkAliases, checkMappings, type FunctionChecks, idsOf } from './check-functions.ts';
import { type Check, type Finding, failed, ok, report } from './report.ts';

/** How long something may take to arrive, in milliseconds, and between two questions about it. */
const ARRIVAL_MS = 120_000;
const POLL_MS = 1_000;

/** One unsigned request, in milliseconds. */
const REQUEST_MS = 30_000;

/** Paths that an authorizer must not let through, however they are read. No merchant is named so. */
const PATHS = [
  '/v1/merchants/verify/letpay/operations',
  '/v1/merchants/verify/../verify/letpay/payments/verify',
  '/v1/merchants/verify%2Fletpay/payments/verify',
  '/v1/merchants//letpay/payments/verify',
  '/v1//merchants/verify/letpay/operations',
  '/v1/merchants/verify/letpay/payments/%2e%2e/operations',
];

export type VerifyOptions = {
  /** Whose credentials are used to cancel a payment that does not exist. Absent: that is not tried. */
  readonly merchantId?: string;
  readonly provider: string;
};

const historySchema = z.object({
  AlarmHistoryItems: z.array(z.object({ HistorySummary: z.string().default('') })).default([]),
});

const failureSchema = z.object({ errorType: z.string() });

/** What only the deployed stack can show. @throws OpsError with the report where something is not right */
export async function runVerify(options: VerifyOptions, connection: Connection): Promise<Result> {
  const { config, stackName } = connection;
  const lambda = new LambdaClient(config);
  const onAws = (run: (name: string) => Promise<Finding>) => async (): Promise<Finding> =>
    stackName === undefined ? { result: 'skipped', detail: 'one machine has none' } : run(stackName);
  const cloudFormation = new CloudFormationClient(config);
  const onFunctions = (run: (checks: FunctionChecks) => Promise<Finding>) =>
    onAws((stack) => run({ cloudFormation, lambda, stack }));
  const checks: readonly Check[] = [
    { name: 'stack', run: onAws((name) => checkStack(cloudFormation, name)) },
    { name: 'event source mappings', run: onFunctions(checkMappings) },
    { name: 'aliases', run: onFunctions(checkAliases) },
    { name: 'alarm to topic', run: onAws((name) => checkAlarm(cloudFormation, lambda, name)) },
    ...PATHS.map((path) => ({
      name: `unsigned ${path}`,
      run: () => checkPath(connection.output('ApiUrl'), path),
    })),
    { name: 'command there and back', run: () => checkCommand(connection) },
    { name: 'cancel of no payment', run: () => checkCancel(lambda, options, connection) },
  ];
  return report(checks);
}

async function checkStack(client: CloudFormationClient, name: string): Promise<Finding> {
  const { Stacks: stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
  const status = stacks[0]?.StackStatus ?? 'missing';
  return /^(CREATE|UPDATE)_COMPLETE$/.test(status) ? ok(status) : failed(status);
}

/** Raises one alarm by hand, and waits until CloudWatch reports that the topic took it. It ends by itself. */
async function checkAlarm(
  client: CloudFormationClient,
  lambda: LambdaClient,
  stack: string,
): Promise<Finding> {
  const names = await idsOf(client, stack, 'AWS::CloudWatch::Alarm');
  const AlarmName = names.find((name) => name.includes('FlowFailed')) ?? names[0];
  if (!AlarmName) return failed('the stack has no alarm');
  const since = new Date().toISOString();
  const reason = 'Test by "npm run ops -- verify": no action is needed.';
  await callAws(lambda, CLOUDWATCH, 'SetAlarmState', { AlarmName, StateValue: 'ALARM', StateReason: reason });
  const isSent = await arrives(async () => {
    const asked = { AlarmName, HistoryItemType: 'Action', StartDate: since };
    const { AlarmHistoryItems: items } = historySchema.parse(
      await callAws(lambda, CLOUDWATCH, 'DescribeAlarmHistory', asked),
    );
    return items.some(({ HistorySummary }) => HistorySummary.startsWith('Successfully executed action'));
  });
  if (isSent) return ok(`the topic took ${AlarmName}: check that its subscribers received it`);
  return failed(`CloudWatch did not report that ${AlarmName} reached its topic`);
}

/** An unsigned request has to be refused before a function sees it; in another form its path may match no route. */
async function checkPath(apiUrl: string, path: string): Promise<Finding> {
  const status = await statusOf(apiUrl, path);
  const refusals = path === PATHS[0] ? [401, 403] : [400, 401, 403, 404];
  const detail = `answered ${status}`;
  return refusals.includes(status) ? ok(detail) : failed(`${detail}: it must be refused`);
}

/** The path goes out as it is: `fetch` would normalize it. */
function statusOf(apiUrl: string, path: string): Promise<number> {
  const { protocol, hostname, port } = new URL(apiUrl);
  const { request } = protocol === 'http:' ? http : https;
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, path, timeout: REQUEST_MS }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('the API gave no answer')));
    outgoing.on('error', reject);
    outgoing.end();
  });
}

/** A command of no provider goes over the bus, its queue and the function, and comes back as a dead-letter message. */
async function checkCommand({ config, output, deadLetters }: Connection): Promise<Finding> {
  const client = new EventBridgeClient(config);
  const marker = `verify-${randomUUID()}`;
  const { FailedEntryCount } = await client.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: output('EventBusName'),
          Source: 'estorno.merchant.verify',
          DetailType: 'PaymentCancellationRequested',
          Detail: JSON.stringify({
            merchantId: 'verify',
            provider: 'none',
            paymentId: marker,
            idempotencyKey: marker,
          }),
        },
      ],
    }),
  );
  if (FailedEntryCount) return failed('the bus did not take the command');
  const url = output(toDeadLettersOutput('commands'));
  const isBack = await arrives(async () => {
    const letters = await deadLetters.take(url);
    const own = letters.find(({ body }) => body.includes(marker));
    await deadLetters.release(
      url,
      letters.filter((letter) => letter !== own),
    );
    if (own) await deadLetters.remove(url, own);
    return own !== undefined;
  });
  return isBack ? ok('bus, queue, function and dead letters work') : failed('it did not come back');
}

/** The provider itself has to say that there is no such payment. */
async function checkCancel(
  lambda: LambdaClient,
  { merchantId, provider }: VerifyOptions,
  { output }: Connection,
): Promise<Finding> {
  if (merchantId === undefined)
    return { result: 'skipped', detail: 'name a merchant with credentials: --merchant M, --provider NAME' };
  const rule = COMMAND_RULES.find(({ id }) => id === provider);
  if (!rule) return failed(`there is no provider ${provider}`);
  const idempotencyKey = randomUUID();
  const task = {
    action: 'cancel',
    merchantId,
    provider,
    paymentId: toAbsentPaymentId(rule.paymentId),
    idempotencyKey,
  };
  const FunctionName = output(toFunctionOutput({ id: provider }));
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(task) }),
  );
  const answer: unknown = JSON.parse(Payload?.transformToString() || 'null');
  const code = FunctionError ? failureSchema.safeParse(answer).data?.errorType : 'no problem';
  return code === 'payment_not_found'
    ? ok(`${provider} answered payment_not_found`)
    : failed(`the answer was ${code}`);
}

async function arrives(isThere: () => Promise<boolean>): Promise<boolean> {
  for (const end = Date.now() + ARRIVAL_MS; Date.now() < end; await delay(POLL_MS))
    if (await isThere()) return true;
  return false;
}
