import { randomBytes } from 'node:crypto';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { EngineName } from '../../local/engine/engine.ts';
import { startLocalStack } from '../../local/local-stack.ts';
import { startLetpaySimulator } from '../../local/simulators/letpay/simulator.ts';
import { startSopagueSimulator } from '../../local/simulators/sopague/simulator.ts';
import { runOps } from '../../ops/run-ops.ts';
import { callAws } from '../e2e/aws.ts';
import { callHttp, type HttpRequest } from '../e2e/http-client.ts';
import { sharedEngine } from '../e2e/shared-engine.ts';
import { findNeedles, type Needle, type Output } from './needles.ts';
import { PERSONAL_DATA } from './personal-data.ts';

export const MERCHANT = 'loja-1';

/** Never the same, and with characters that every way of writing changes. */
const canary = (name: string) => `canary-${name}-${randomBytes(9).toString('hex')}+/"&`;

const scannedSchema = z.object({ Items: z.array(z.record(z.string(), z.unknown())) });
const tokenSchema = z.object({ session: z.object({ S: z.string() }), token: z.object({ S: z.string() }) });

/** The stack between providers, with a secret of its own in every place that has one; all that it gives out is kept. */
export async function startCanaryWorld(engine: EngineName) {
  const keys = { apiKey: canary('api-key'), apiSecret: canary('api-secret') };
  const login = { userName: canary('user'), password: canary('password') };
  const hook = {
    accessKey: `canary-hook-${randomBytes(9).toString('hex')}`,
    webhookBasic: `Basic ${randomBytes(24).toString('base64')}`,
  };
  const letpay = await startLetpaySimulator({ accounts: { [MERCHANT]: keys } });
  const sopague = await startSopagueSimulator({ accounts: { [MERCHANT]: login }, sameDayOnly: false });
  const stack = await startLocalStack({
    ...{
      engine: sharedEngine(engine) ?? engine,
      schedules: false,
      notifyFrom: ['127.0.0.1'],
      flowWaits: () => 50,
    },
    providerUrls: { letpay: letpay.url, sopague: sopague.url },
    secrets: {
      [MERCHANT]: {
        letpay: { ...keys, environment: 'sandbox' },
        sopague: { ...login, ...hook, environment: 'sandbox' },
      },
    },
  }).catch(async (error: unknown) => {
    await Promise.all([letpay.close(), sopague.close()]);
    throw error;
  });
  const simulators = { letpay, sopague };
  const outputs: Output[] = [];
  const needles = new Map<string, Needle>();
  for (const [name, text] of Object.entries({ ...keys, ...login, ...hook, ...PERSONAL_DATA }))
    hide(name, text);

  return {
    ...{ stack, letpay, sopague, simulators },
    secrets: { ...keys, ...login, ...hook },
    secretsOf: { letpay: Object.values(keys), sopague: Object.values({ ...login, ...hook }) },
    ...{ hide, learnTokens },
    keep: (where: string, value: unknown) => void outputs.push({ where, text: JSON.stringify(value) ?? '' }),
    async call(request: HttpRequest) {
      const answer = await callHttp(stack.url, request);
      outputs.push({
        where: `the answer to ${request.path}`,
        text: answer.text + JSON.stringify(answer.headers),
      });
      return answer;
    },
    async invoke(functionName: string, event: object) {
      const answer = await stack.invoke(functionName, event);
      outputs.push({ where: `the answer of ${functionName}`, text: JSON.stringify(answer) });
      return answer;
    },
    async ops(...args: readonly string[]) {
      const lines: string[] = [];
      const write = (text: string) => void lines.push(text);
      await runOps([...args, '--local', stack.url], { print: write, complain: write });
      outputs.push({ where: `npm run ops -- ${args[0]}`, text: lines.join('\n') });
      return lines.join('\n');
    },
    /** Every output there is, by where it was found, and every secret that is in one. */
    async search() {
      await learnTokens();
      const all = [...outputs, ...(await collect())];
      return { outputs: all, needles: [...needles.values()], found: findNeedles([...needles.values()], all) };
    },
    async close() {
      await stack.close();
      await Promise.all([letpay.close(), sopague.close()]);
    },
  };

  function hide(name: string, text: string): void {
    needles.set(text, { name, text });
  }

  /** The tokens that were presented, and those that wait for their use. @returns the newest that wait */
  async function learnTokens(provider = ''): Promise<readonly string[]> {
    for (const simulator of Object.values(simulators))
      for (const { token } of simulator.received()) if (token) hide('a token that was used', token);
    const kept = (await scan('Sessions')).flatMap((item) => tokenSchema.safeParse(item).data ?? []);
    for (const { token } of kept) hide('a token that waits', token.S);
    return kept.filter(({ session }) => session.S.includes(`#${provider}`)).map(({ token }) => token.S);
  }

  async function scan(table: string) {
    const TableName = stack.tableName(table);
    return scannedSchema.parse(await callAws(stack, 'DynamoDB_20120810.Scan', { TableName })).Items;
  }

  async function collect(): Promise<readonly Output[]> {
    return [
      ...stack.logs.map(({ stream, line }) => ({ where: `${stream} of a function`, text: line })),
      ...stack.events.entries.map((one) => ({ where: 'an event', text: JSON.stringify(one) })),
      ...(await scan('Ledger')).map((item) => ({ where: 'the ledger', text: JSON.stringify(item) })),
      ...(await readDeadLetters()).map((one) => ({ where: 'a dead letter', text: JSON.stringify(one) })),
      ...stack.executions.list().map(({ input, history, end, name }) => ({
        where: 'an execution',
        text: JSON.stringify([name, input, history, end()]),
      })),
    ];
  }

  async function readDeadLetters() {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new SQSClient({
      ...{ region: stack.region, endpoint: stack.awsUrl, credentials },
      useQueueUrlAsEndpoint: false,
    });
    const QueueUrl = stack.queues.url('CommandDeadLetters');
    const all = { MessageAttributeNames: ['All'], MaxNumberOfMessages: 10, VisibilityTimeout: 0 };
    const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, ...all }));
    client.destroy();
    return Messages;
  }
}

export type CanaryWorld = Awaited<ReturnType<typeof startCanaryWorld>>;
