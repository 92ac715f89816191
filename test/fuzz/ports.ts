import { validateHeaderValue } from 'node:http';
import { DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, type PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  type GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Endpoints, Exchange, ProviderRequest, Reply } from '../../shared/ports/exchange.ts';
import type { Log } from '../../shared/ports/log.ts';
import { toUrl } from '../../shared/provider/request-url.ts';
import { CANARY_SECRETS } from '../canary/canaries.ts';
import { createTables } from '../simulation/dynamo-tables.ts';
import { checkItem, checkWellFormed, isMessageText, MAX_EVENT_BYTES, refusal } from './aws-limits.ts';

/** The one merchant that has secrets. */
export const MERCHANT = 'loja-1';

export const START = Date.parse('2026-11-21T15:00:00Z');

export type Ports = ReturnType<typeof createPorts>;

/** Everything that a function touches of the world, in memory, and what was done to it. */
export function createPorts(answer: (request: ProviderRequest) => Reply) {
  let now = START;
  let ids = 0;
  const saves: string[] = [];
  const sent: ProviderRequest[] = [];
  const published: string[] = [];
  const aside: string[] = [];
  const delays: string[] = [];
  const logged: string[] = [];
  const tables = createTables({
    onChange: ({ table, after }) => table === 'ledger' && saves.push(JSON.stringify(after)),
    onIndexed: (update) => update(),
    hidesKept: () => false,
  });
  const say = (event: string, facts?: object) => void logged.push(JSON.stringify({ event, ...facts }));

  return {
    ...{ tables, saves, sent, published, aside, delays, logged },
    dynamo: Object.assign(Object.create(DynamoDBClient.prototype), { send }) as DynamoDBClient,
    secrets: Object.assign(Object.create(SecretsManagerClient.prototype), {
      send: readSecret,
    }) as SecretsManagerClient,
    bus: Object.assign(Object.create(EventBridgeClient.prototype), { send: putEvents }) as EventBridgeClient,
    sqs: Object.assign(Object.create(SQSClient.prototype), { send: sendToSqs }) as SQSClient,
    exchange: exchange satisfies Exchange,
    clock: () => now,
    random: () => 0.5,
    newId: () => `id-${ids++}`,
    sleep: async (ms: number) => pass(ms),
    log: { info: say, error: say } satisfies Log,
    pass,
    /** Everything that has left the function by some way, but for what the provider was sent. */
    outputs: () => [...saves, ...published, ...aside, ...logged],
  };

  function pass(ms: number): void {
    now += ms;
  }

  async function send(command: object): Promise<object> {
    if (command instanceof PutItemCommand) {
      const { Item = {} } = command.input;
      checkItem(Item.payment?.S ?? '', Item);
      checkWellFormed('an item', Item);
    }
    if (command instanceof GetItemCommand) {
      const { Key = {} } = command.input;
      checkItem(Key.payment?.S ?? Key.session?.S ?? '', {});
    }
    const output = tables.execute(command);
    return command instanceof QueryCommand ? withoutOthers(command, output) : output;
  }

  /** The simulated tables know no filters. */
  function withoutOthers({ input }: QueryCommand, output: object): object {
    const prefix = input.ExpressionAttributeValues?.[':prefix']?.S;
    if (!input.FilterExpression || prefix === undefined || !('Items' in output)) return output;
    const items: readonly { payment?: { S?: string } }[] = Array.isArray(output.Items) ? output.Items : [];
    return { ...output, Items: items.filter(({ payment }) => payment?.S?.startsWith(prefix)) };
  }

  async function readSecret({ input }: GetSecretValueCommand): Promise<object> {
    const { SecretId: name = '' } = input;
    if (!/^[\w/+=.@!-]{1,512}$/.test(name)) throw refusal('Invalid name.');
    const [, merchantId, provider] = name.split('/');
    const secret = Object.entries(CANARY_SECRETS).find(([id]) => id === provider)?.[1];
    if (merchantId === MERCHANT && secret) return { SecretString: JSON.stringify(secret), VersionId: 'v1' };
    throw new ResourceNotFoundException({ $metadata: { httpStatusCode: 400 }, message: 'no such secret' });
  }

  async function putEvents({ input }: PutEventsCommand): Promise<object> {
    for (const { Detail = '', DetailType = '', Source = '' } of input.Entries ?? []) {
      const bytes = Buffer.byteLength(Detail + DetailType + Source);
      if (bytes > MAX_EVENT_BYTES)
        throw refusal(`an event of ${bytes} bytes`, 'RequestEntryTooLargeException');
      checkWellFormed('an event', JSON.parse(Detail));
      published.push(Detail);
    }
    return { FailedEntryCount: 0, Entries: [{ EventId: 'event-1' }] };
  }

  async function sendToSqs(command: object): Promise<object> {
    if (command instanceof SendMessageCommand) {
      const { MessageBody = '', MessageAttributes = {} } = command.input;
      const texts = Object.values(MessageAttributes).map(({ StringValue = '' }) => StringValue);
      checkWellFormed('a message', texts);
      if ([MessageBody, ...texts].some((text) => text === '' || !isMessageText(text)))
        throw refusal('characters that no message may hold', 'InvalidMessageContents');
      aside.push(JSON.stringify([...texts]));
    }
    if (command instanceof ChangeMessageVisibilityCommand)
      delays.push(String(command.input.VisibilityTimeout));
    return {};
  }

  async function exchange(
    endpoints: Endpoints,
    request: ProviderRequest,
    { mayLeave, signal }: Parameters<Exchange>[2],
  ): Promise<Reply> {
    toUrl(endpoints, request);
    for (const [name, value] of Object.entries(request.headers ?? {})) validateHeaderValue(name, value);
    await Promise.resolve();
    if (signal.aborted || !mayLeave()) return { is: 'not_sent', why: 'stopped', detail: 'no time' };
    sent.push(request);
    now += 20;
    return answer(request);
  }
}
