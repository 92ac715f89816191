import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { eventually } from './eventually.ts';
import { BUS, toEventRule, toMapping, toQueue, toQueuePolicy, toQueueRights } from './fixture-events.ts';
import { startFixtureStack } from './fixture-stack.ts';

/** Does with each message what its body says, as often as it says. */
const WORKER = `
export const handler = async ({ Records }) => {
  process.stdout.write('batch ' + JSON.stringify(Records) + '\\n');
  const orders = Records.map((record) => ({
    ...JSON.parse(record.body), count: Number(record.attributes.ApproximateReceiveCount), id: record.messageId,
  }));
  const due = orders.filter(({ times = 0, count }) => count <= times);
  if (due.some(({ throws }) => throws)) throw new RangeError('as asked');
  if (due.some(({ garbles }) => garbles)) return 'ok';
  return { batchItemFailures: due.map(({ id }) => ({ itemIdentifier: id })) };
};`;

/** Longer than a busy machine keeps a message that is at work. The queues deliver again side by side. */
const VISIBILITY_SECONDS = 6;

/** One for each test, so that what fails in one takes nothing of another along. */
const QUEUES = ['Shape', 'Partial', 'Throws', 'Garbles', 'Poison', 'Logged'] as const;

type QueueId = (typeof QUEUES)[number];

const stack = await startFixtureStack({
  functions: {
    Worker: {
      source: WORKER,
      timeoutSeconds: VISIBILITY_SECONDS,
      statements: QUEUES.map((id) => toQueueRights(id)),
    },
    Asker: {
      source: 'export const handler = async () => process.env.DEAD_URL;',
      environment: { DEAD_URL: { Ref: 'Dead' } },
      statements: [
        { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: { 'Fn::GetAtt': ['Dead', 'Arn'] } },
      ],
    },
  },
  resources: {
    Dead: toQueue({ MessageRetentionPeriod: 1_209_600 }),
    Idle: toQueue({ VisibilityTimeout: 30 }),
    ...Object.fromEntries(QUEUES.flatMap(toWorkedQueue)),
  },
  template: { Outputs: { DeadUrl: { Value: { Ref: 'Dead' } } } },
});

/** A queue and its mapping. */
function toWorkedQueue(id: QueueId): [string, object][] {
  const deadLetterTargetArn = { 'Fn::GetAtt': ['Dead', 'Arn'] };
  const VisibilityTimeout = VISIBILITY_SECONDS;
  const scaling = { BatchSize: 5, ScalingConfig: { MaximumConcurrency: 2 } };
  return [
    [id, toQueue({ VisibilityTimeout, RedrivePolicy: { deadLetterTargetArn, maxReceiveCount: 2 } })],
    [`${id}Mapping`, toMapping('Worker', { 'Fn::GetAtt': [id, 'Arn'] }, scaling)],
  ];
}

function sqs(caller = 'local'): SQSClient {
  return new SQSClient({
    region: stack.region,
    endpoint: stack.awsUrl,
    credentials: { accessKeyId: caller, secretAccessKey: 'local' },
    maxAttempts: 1,
  });
}

/** Sends bodies at once, each marked with the name of the queue. */
async function send(name: QueueId, ...orders: object[]): Promise<void> {
  const Entries = orders.map((order, index) => ({
    Id: String(index),
    MessageBody: JSON.stringify({ name, index, ...order }),
  }));
  await sqs().send(new SendMessageBatchCommand({ QueueUrl: stack.queues.url(name), Entries }));
}

type Seen = { readonly index: number; readonly count: number };

/** What the function got of one queue, batch by batch. */
function batchesOf(name: QueueId): readonly (readonly Seen[])[] {
  return stack.logs
    .filter(({ line }) => line.startsWith('batch '))
    .map(({ line }) => JSON.parse(line.slice('batch '.length)))
    .map((records: { body: string; attributes: { ApproximateReceiveCount: string } }[]) =>
      records
        .map(({ body, attributes }) => ({
          ...JSON.parse(body),
          count: Number(attributes.ApproximateReceiveCount),
        }))
        .filter((message) => message.name === name)
        .map(({ index, count }) => ({ index, count })),
    )
    .filter((batch) => batch.length > 0);
}

/** Whether nothing that was sent to the one is in the queue. */
async function isEmpty(name: QueueId, queueId: string = name): Promise<boolean> {
  const messages = await stack.queues.messages(queueId);
  return !messages.some(({ body }) => JSON.parse(body).name === name);
}

describe('a queue and its function', { concurrency: true }, () => {
  test('a function gets messages as Lambda hands them over, and they are gone then', async () => {
    await send('Shape', {});

    await eventually(() => batchesOf('Shape').length > 0);
    await eventually(() => isEmpty('Shape'));
    const [line] = stack.logs.filter(({ line }) => line.includes('\\"Shape\\"'));
    const [record] = JSON.parse(line?.line.slice('batch '.length) ?? '[]');
    assert.deepEqual(
      {
        ...record,
        messageId: '',
        receiptHandle: '',
        md5OfBody: '',
        attributes: Object.keys(record.attributes).sort(),
      },
      {
        messageId: '',
        receiptHandle: '',
        md5OfBody: '',
        body: '{"name":"Shape","index":0}',
        attributes: [
          'ApproximateFirstReceiveTimestamp',
          'ApproximateReceiveCount',
          'SenderId',
          'SentTimestamp',
        ],
        messageAttributes: {},
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:aws:sqs:sa-east-1:111122223333:Estorno-Shape',
        awsRegion: 'sa-east-1',
      },
    );
  });

  test('of a batch only what the function names is delivered again, when its visibility timeout is over', async () => {
    await send('Partial', {}, { times: 1 }, {});

    await eventually(() => batchesOf('Partial').length === 2);
    assert.deepEqual(batchesOf('Partial'), [
      [
        { index: 0, count: 1 },
        { index: 1, count: 1 },
        { index: 2, count: 1 },
      ],
      [{ index: 1, count: 2 }],
    ]);
    await eventually(() => isEmpty('Partial'));
    assert.ok(await isEmpty('Partial', 'Dead'));
  });

  for (const [what, id, order] of [
    ['throws', 'Throws', { throws: true }],
    ['answers what cannot be read', 'Garbles', { garbles: true }],
  ] as const)
    test(`a function that ${what} gets the whole batch again`, async () => {
      await send(id, {}, { times: 1, ...order });

      const batches = await eventually(
        () => batchesOf(id),
        (found) => found.flat().length === 4,
      );
      assert.deepEqual(
        batches
          .flat()
          .filter(({ count }) => count === 2)
          .map(({ index }) => index)
          .sort(),
        [0, 1],
      );
      await eventually(() => isEmpty(id));
    });

  test('what fails too often goes where the redrive policy says', async () => {
    await send('Poison', { times: 99 });

    await eventually(async () => !(await isEmpty('Poison', 'Dead')));
    assert.deepEqual(batchesOf('Poison').flat(), [
      { index: 0, count: 1 },
      { index: 0, count: 2 },
    ]);
    assert.ok(await isEmpty('Poison'));
  });

  test('a failure of the function stands in the log', async () => {
    await send('Logged', { times: 1, throws: true });

    const line = await eventually(() =>
      stack.logs.find(({ line }) => line.startsWith('What LoggedMapping handed over')),
    );
    assert.match(line?.line ?? '', /"errorType":"RangeError"/);
  });
});

describe('SQS', () => {
  test('has its queues at the local AWS port, for functions and in the outputs', async () => {
    const url = `${stack.awsUrl}/111122223333/Estorno-Dead`;
    assert.equal((await stack.invoke('Asker', {})).payload, url);
    const described = await fetch(`${stack.url}/_local`);
    assert.match(await described.text(), new RegExp(`"DeadUrl":"${url}"`));
    const { QueueUrl } = await sqs().send(new GetQueueUrlCommand({ QueueName: 'Estorno-Dead' }));
    assert.equal(QueueUrl, url);
  });

  test('has the queues of the template, with what it says of them', async () => {
    const command = new GetQueueAttributesCommand({
      QueueUrl: stack.queues.url('Shape'),
      AttributeNames: ['All'],
    });
    const { Attributes: attributes } = await sqs().send(command);

    assert.equal(attributes?.VisibilityTimeout, String(VISIBILITY_SECONDS));
    assert.equal(attributes?.QueueArn, 'arn:aws:sqs:sa-east-1:111122223333:Estorno-Shape');
    assert.deepEqual(JSON.parse(attributes?.RedrivePolicy ?? '{}'), {
      deadLetterTargetArn: 'arn:aws:sqs:sa-east-1:111122223333:Estorno-Dead',
      maxReceiveCount: 2,
    });
  });

  test('gives a message more time, or none', async () => {
    const QueueUrl = stack.queues.url('Idle');
    await sqs().send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }));
    const { Messages: [message] = [] } = await sqs().send(new ReceiveMessageCommand({ QueueUrl }));
    const change = (VisibilityTimeout: number) =>
      sqs().send(
        new ChangeMessageVisibilityCommand({
          QueueUrl,
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout,
        }),
      );

    const before = Date.now();
    await change(900);
    const [later] = await stack.queues.messages('Idle');
    assert.equal(later?.state, 'in flight');
    assert.ok((later?.visibleAt ?? 0) >= before + 900_000);
    await change(0);
    const [now] = await stack.queues.messages('Idle');
    assert.deepEqual([now?.state, now?.receiveCount], ['ready', 1]);
  });

  test('lets a role do what its policies allow, and records the call', async () => {
    stack.awsCalls.clear();
    const command = new SendMessageCommand({
      QueueUrl: stack.queues.url('Dead'),
      MessageBody: '{"name":"x"}',
    });
    await sqs('Asker').send(command);

    const [call] = stack.awsCalls.entries;
    assert.deepEqual(
      [call?.caller, call?.target, call?.keys, call?.status],
      ['Asker', 'AmazonSQS.SendMessage', ['Estorno-Dead'], 200],
    );
  });

  test('refuses a role what they do not allow', () =>
    assert.rejects(
      sqs('Asker').send(new SendMessageCommand({ QueueUrl: stack.queues.url('Shape'), MessageBody: '{}' })),
      { name: 'AccessDeniedException', message: /sqs:SendMessage on resource: \S+:Estorno-Shape/ },
    ));

  test('refuses a queue that is not there, in AWS’s words', () =>
    assert.rejects(
      sqs().send(new SendMessageCommand({ QueueUrl: `${stack.awsUrl}/1/none`, MessageBody: '{}' })),
      {
        name: /QueueDoesNotExist|NonExistentQueue/,
      },
    ));
});

test('the stack closes at once, whatever is at work', async () => {
  const other = await startFixtureStack({
    functions: {
      Hangs: {
        source: `export const handler = () => { process.stdout.write('at work\\n'); return new Promise(() => setInterval(() => {}, 60_000)); };`,
        timeoutSeconds: 600,
        statements: [toQueueRights('Work')],
      },
    },
    resources: {
      Bus: BUS,
      Work: toQueue({ VisibilityTimeout: 600 }),
      Rule: toEventRule({ source: ['x'] }, 'Work'),
      Policy: toQueuePolicy('Work', 'Rule'),
      Mapping: toMapping('Hangs', { 'Fn::GetAtt': ['Work', 'Arn'] }),
    },
  });
  await other.putEvent({ source: 'x', detailType: 'x', detail: {} });
  await eventually(() => other.logs.some(({ line }) => line === 'at work'));

  // The function never ends, and its timeout is longer than that of any test.
  await other.close();
  assert.deepEqual(other.environments.list(), []);
});

test('a role that may not read the queue of its function is refused at start', () =>
  assert.rejects(
    startFixtureStack({
      functions: { Worker: { source: WORKER, timeoutSeconds: 1 } },
      resources: { Work: toQueue(), Mapping: toMapping('Worker', { 'Fn::GetAtt': ['Work', 'Arn'] }) },
    }),
    {
      name: 'LocalStackError',
      message: /Mapping cannot work\. .*sqs:ReceiveMessage on resource: \S+:Estorno-Work/,
    },
  ));
