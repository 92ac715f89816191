import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { type Console, createConsole } from '../../local/console/create-console.ts';
import type { EngineName } from '../../local/engine/engine.ts';
import { type LocalStack, startLocalStack } from '../../local/local-stack.ts';
import { startSimulators, toTrusted, toUrls } from '../../local/start-simulators.ts';
import { runOps } from '../../ops/run-ops.ts';
import { callAws } from '../e2e/aws.ts';
import { callHttp, type HttpRequest } from '../e2e/http-client.ts';
import { sharedEngine } from '../e2e/shared-engine.ts';
import { watchUntil } from '../local/console/running-console.ts';
import {
  MERCHANT,
  makeCanarySecrets,
  PROVIDERS,
  type ProviderId,
  secretFields,
  toNeedleTexts,
} from './canary-secrets.ts';
import { findNeedles, type Needle, type Output } from './needles.ts';
import { PAYER, PERSONAL_DATA } from './personal-data.ts';

const scannedSchema = z.object({ Items: z.array(z.record(z.string(), z.unknown())) });
const tokenSchema = z.object({ session: z.object({ S: z.string() }), token: z.object({ S: z.string() }) });

/** The stack between all providers, with a secret of its own in every place that has one; all that it gives out is kept. */
export async function startCanaryWorld(engine: EngineName) {
  const secrets = makeCanarySecrets();
  const simulators = await startSimulators(PROVIDERS, {
    ...{ secrets: { [MERCHANT]: secrets }, clock: Date.now },
    onTrouble: (sentence) => {
      throw new Error(sentence);
    },
  });
  let page: Console | undefined;
  const closeAll = async () =>
    void (await Promise.all([...simulators.running.values()].map((one) => one.close())));
  const stack = await startLocalStack({
    engine: sharedEngine(engine) ?? engine,
    front: (message, response) => page?.front(message, response) ?? false,
    schedules: false,
    notifyFrom: ['127.0.0.1'],
    flowWaits: () => 50,
    providerUrls: toUrls(simulators),
    trusts: toTrusted(simulators),
    secrets: { [MERCHANT]: secrets },
  }).catch(async (error: unknown) => {
    await closeAll();
    throw error;
  });
  page = createConsole({ stack, simulators, isSigned: false, merchantOf: () => MERCHANT });
  const simulatorOf = (provider: ProviderId) => {
    const simulator = simulators.running.get(provider);
    if (!simulator) throw new Error(`there is no simulator of ${provider}`);
    return simulator;
  };
  const outputs: Output[] = [];
  const needles = new Map<string, Needle>();
  const hide = (name: string, text: string) => void needles.set(text, { name, text });
  for (const provider of PROVIDERS)
    for (const [field, text] of secretFields(secrets[provider]))
      for (const part of toNeedleTexts(text)) hide(`${field} of ${provider}`, part);
  for (const [name, text] of Object.entries({ ...PERSONAL_DATA, ...PAYER })) hide(name, text);

  return {
    ...{ stack, secrets, simulatorOf, hide, learnTokens },
    async call(request: HttpRequest) {
      const answer = await callHttp(stack.url, request);
      outputs.push({
        where: `the answer to ${request.method ?? 'GET'} ${request.path.replace(/\?.*/, '')}`,
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
      outputs.push({ where: `npm run ops -- ${args.slice(0, 2).join(' ')}`, text: lines.join('\n') });
      return lines.join('\n');
    },
    /** Every output there is, by where it was found, and every secret that is in one. */
    async search() {
      await learnTokens();
      const { text } = await watchUntil(stack.url, ({ payments }) => payments.length > 0);
      const all = [...outputs, { where: 'the console', text }, ...(await collect(stack))];
      return { outputs: all, needles: [...needles.values()], found: findNeedles([...needles.values()], all) };
    },
    async close() {
      await page?.close();
      await stack.close();
      await closeAll();
    },
  };

  /** The tokens that were presented, and those that wait for their use. @returns the newest that wait */
  async function learnTokens(provider = ''): Promise<readonly string[]> {
    for (const simulator of simulators.running.values())
      for (const { token } of simulator.received()) if (token) hide('a token that was used', token);
    const kept = (await scan(stack, 'Sessions')).flatMap((item) => tokenSchema.safeParse(item).data ?? []);
    for (const { token } of kept) hide('a token that waits', token.S);
    return kept.filter(({ session }) => session.S.includes(`#${provider}`)).map(({ token }) => token.S);
  }
}

export type CanaryWorld = Awaited<ReturnType<typeof startCanaryWorld>>;

async function scan(stack: LocalStack, table: string) {
  const TableName = stack.tableName(table);
  return scannedSchema.parse(await callAws(stack, 'DynamoDB_20120810.Scan', { TableName })).Items;
}

/** What is not an answer: logs, events, the ledger, messages and executions. */
async function collect(stack: LocalStack): Promise<readonly Output[]> {
  return [
    ...stack.logs.map(({ stream, line }) => ({ where: `${stream} of a function`, text: line })),
    ...stack.events.entries.map((one) => ({ where: 'an event', text: JSON.stringify(one) })),
    ...(await scan(stack, 'Ledger')).map((item) => ({ where: 'the ledger', text: JSON.stringify(item) })),
    ...(await readDeadLetters(stack)).map((one) => ({ where: 'a dead letter', text: JSON.stringify(one) })),
    ...stack.executions.list().map(({ input, history, end, name }) => ({
      where: 'an execution',
      text: JSON.stringify([name, input, history, end()]),
    })),
  ];
}

async function readDeadLetters(stack: LocalStack) {
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
