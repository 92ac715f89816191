import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { BUS, toEventRule, toQueue, toQueuePolicy } from './fixture-events.ts';
import { startFixtureStack } from './fixture-stack.ts';

const MERCHANTS = [{ prefix: 'estorno.merchant.' }];

const stack = await startFixtureStack({
  functions: {
    Publisher: {
      source: 'export const handler = async () => {};',
      statements: [
        {
          Effect: 'Allow',
          Action: 'events:PutEvents',
          Resource: { 'Fn::GetAtt': ['Bus', 'Arn'] },
          Condition: {
            'ForAllValues:StringEquals': { 'events:source': 'estorno' },
            Null: { 'events:source': 'false' },
          },
        },
      ],
    },
  },
  resources: {
    Bus: BUS,
    Known: toQueue(),
    Unknown: toQueue(),
    KnownRule: toEventRule({ source: MERCHANTS, detail: { provider: ['letpay'] } }, 'Known'),
    UnknownRule: toEventRule(
      { source: MERCHANTS, detail: { provider: [{ exists: false }, { 'anything-but': ['letpay'] }] } },
      'Unknown',
    ),
    KnownPolicy: toQueuePolicy('Known', 'KnownRule'),
    UnknownPolicy: toQueuePolicy('Unknown', 'UnknownRule'),
  },
});

const GOOD = {
  Source: 'estorno.merchant.loja-1',
  DetailType: 'PaymentCancellationRequested',
  Detail: '{"provider":"letpay","n":1}',
  EventBusName: 'commands',
};

beforeEach(() => {
  stack.events.clear();
  stack.awsCalls.clear();
});

function put(entries: readonly PutEventsRequestEntry[], caller = 'local') {
  const credentials = { accessKeyId: caller, secretAccessKey: 'local' };
  const client = new EventBridgeClient({
    region: stack.region,
    endpoint: stack.awsUrl,
    credentials,
    maxAttempts: 1,
  });
  return client.send(new PutEventsCommand({ Entries: [...entries] }));
}

async function bodiesOf(queueId: string) {
  const messages = await stack.queues.messages(queueId);
  return messages.map(({ body }) => JSON.parse(body));
}

test('an event is in the queue of its rule, as a whole, before its putter hears of it', async () => {
  const before = (await bodiesOf('Known')).length;

  const { FailedEntryCount, Entries: [entry] = [] } = await put([
    { ...GOOD, Time: new Date('2026-01-02T03:04:05.678Z'), Resources: ['arn:x'] },
  ]);

  assert.equal(FailedEntryCount, 0);
  assert.deepEqual((await bodiesOf('Known'))[before], {
    version: '0',
    id: entry?.EventId,
    'detail-type': 'PaymentCancellationRequested',
    source: 'estorno.merchant.loja-1',
    account: '111122223333',
    time: '2026-01-02T03:04:05Z',
    region: 'sa-east-1',
    resources: ['arn:x'],
    detail: { provider: 'letpay', n: 1 },
  });
});

test('an event goes where a rule of it goes, and nowhere else', async () => {
  const before = [(await bodiesOf('Known')).length, (await bodiesOf('Unknown')).length];

  await put([
    { ...GOOD, Detail: '{"provider":"pagoto"}' },
    { ...GOOD, Source: 'somebody' },
  ]);

  const after = [(await bodiesOf('Known')).length, (await bodiesOf('Unknown')).length];
  assert.deepEqual(after, [before[0], (before[1] ?? 0) + 1]);
  assert.deepEqual(
    stack.events.entries.map(({ busName, event, ruleIds }) => [busName, event.source, ruleIds]),
    [
      ['commands', 'estorno.merchant.loja-1', ['UnknownRule']],
      ['commands', 'somebody', []],
    ],
  );
});

test('a bus may be named by its ARN', async () => {
  const EventBusName = 'arn:aws:events:sa-east-1:111122223333:event-bus/commands';

  assert.equal((await put([{ ...GOOD, EventBusName }])).FailedEntryCount, 0);
});

describe('an entry fails alone', () => {
  const ROWS: readonly [what: string, entry: PutEventsRequestEntry, code: string, says: RegExp][] = [
    ['without a source', { ...GOOD, Source: undefined }, 'InvalidArgument', /Source is a required argument/],
    ['without a kind', { ...GOOD, DetailType: undefined }, 'InvalidArgument', /DetailType is a required/],
    ['without a detail', { ...GOOD, Detail: undefined }, 'InvalidArgument', /Detail is a required/],
    ['with a detail that is no JSON', { ...GOOD, Detail: '{' }, 'MalformedDetail', /^Detail is malformed\.$/],
    ['with a detail that is no object', { ...GOOD, Detail: '[1]' }, 'MalformedDetail', /malformed/],
    ['in the name of AWS', { ...GOOD, Source: 'aws.s3' }, 'NotAuthorizedForSource', /Not authorized/],
    [
      'for a bus that is not there',
      { ...GOOD, EventBusName: 'other' },
      'InvalidArgument',
      /no event bus other/,
    ],
    [
      'without a bus, where there is no default',
      { ...GOOD, EventBusName: undefined },
      'InvalidArgument',
      /default/,
    ],
    ['of a kind that is too long', { ...GOOD, DetailType: 'x'.repeat(129) }, 'InvalidArgument', /128/],
  ];

  for (const [what, entry, code, says] of ROWS)
    test(what, async () => {
      const { FailedEntryCount, Entries: [bad, good] = [] } = await put([entry, GOOD]);

      assert.equal(FailedEntryCount, 1);
      assert.equal(bad?.ErrorCode, code);
      assert.match(bad?.ErrorMessage ?? '', says);
      assert.ok(good?.EventId);
      assert.equal(stack.events.entries.length, 1);
    });
});

describe('the whole call is refused', () => {
  const large = { ...GOOD, Detail: JSON.stringify({ text: 'x'.repeat(200_000) }) };
  const ROWS: readonly [what: string, entries: readonly PutEventsRequestEntry[], says: RegExp][] = [
    ['without entries', [], /greater than or equal to 1/],
    ['with more than ten', Array.from({ length: 11 }, () => GOOD), /less than or equal to 10/],
    [
      'with 256 kB or more in all',
      [large, large],
      /^Total size of the entries in the request is over the limit\.$/,
    ],
  ];

  for (const [what, entries, message] of ROWS)
    test(what, async () => {
      await assert.rejects(put(entries), { name: 'ValidationException', message });
      assert.equal(stack.events.entries.length, 0);
    });
});

describe('the policies of the calling role decide', () => {
  const own = { ...GOOD, Source: 'estorno' };

  test('on the source that they allow', async () => {
    assert.equal((await put([own, own], 'Publisher')).FailedEntryCount, 0);
    assert.deepEqual(stack.awsCalls.entries[0]?.keys, ['commands']);
  });

  const REFUSED: readonly [what: string, entry: PutEventsRequestEntry][] = [
    ['another source', GOOD],
    ['no source', { ...own, Source: undefined }],
    ['another bus', { ...own, EventBusName: 'other' }],
  ];
  for (const [what, entry] of REFUSED)
    test(`on ${what}, and then nothing of the call is put`, async () => {
      await assert.rejects(put([own, entry], 'Publisher'), {
        name: 'AccessDeniedException',
        message: /not authorized to perform: events:PutEvents on resource: \S+event-bus\//,
      });
      assert.equal(stack.events.entries.length, 0);
    });
});

describe('a test puts an event', () => {
  const event = { source: 'estorno.merchant.loja-1', detailType: 'X', detail: { provider: 'letpay' } };

  test('on the only bus', async () => {
    const id = await stack.putEvent(event);

    assert.equal(stack.events.entries[0]?.event.id, id);
  });

  test('and the answer says why the bus does not take it', () =>
    assert.rejects(stack.putEvent({ ...event, busName: 'other' }), {
      name: 'LocalStackError',
      message: /There is no event bus other; the stack has commands/,
    }));
});

test('what PutEvents cannot do is refused by name', () =>
  fetch(stack.awsUrl, {
    method: 'POST',
    headers: { 'x-amz-target': 'AWSEvents.PutRule', authorization: 'AWS4 Credential=local/x' },
    body: '{}',
  }).then(async (response) => {
    assert.match(await response.text(), /does not know PutRule/);
  }));
