import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROVIDERS } from '../../infra/providers.ts';
import { readEventPattern } from '../../local/events/event-pattern.ts';
import { aliasIn, idOf, only, propertiesOf, type Resources, template } from './synthesize.ts';

const QUEUE = 'AWS::SQS::Queue';
const DEAD = idOf(QUEUE, 'CommandDeadLetters');
const OWNERS = [...PROVIDERS.map(({ id }) => id), 'unrouted'];

const queues = propertiesOf(QUEUE);
const rules = propertiesOf('AWS::Events::Rule').filter(([, { EventPattern }]) => EventPattern);

const toArn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

/** The statements that allow an action on a queue. */
function allowedAt(queueId: string): Resources[string][] {
  const policies = propertiesOf('AWS::SQS::QueuePolicy').filter(
    ([, { Queues }]) => Queues[0].Ref === queueId,
  );
  return policies
    .flatMap(([, { PolicyDocument }]) => PolicyDocument.Statement)
    .filter(({ Effect }) => Effect === 'Allow');
}

/** The owners of the queues that receive an event. */
function takersOf(event: object): string[] {
  return rules
    .filter(([id, { EventPattern }]) => readEventPattern(EventPattern, id)(event))
    .map(([id]) => id.replace(/Commands.*$/, ''));
}

test('the stack has one bus, and its name is an output', () => {
  const [[id] = [], ...others] = propertiesOf('AWS::Events::EventBus');
  assert.deepEqual(others, []);
  assert.deepEqual(template.Outputs.EventBusName?.Value, { Ref: id });
});

test('every rule for events belongs to that bus', () => {
  for (const [id, { EventBusName, State }] of rules)
    assert.deepEqual([EventBusName, State], [{ Ref: idOf('AWS::Events::EventBus', '') }, 'ENABLED'], id);
});

const FROM = 'estorno.merchant.loja-1';
const CANCEL = 'PaymentCancellationRequested';
const EVENTS: readonly [what: string, source: string, kind: string, provider: unknown, takers: string[]][] = [
  ['a cancellation at LetPay', FROM, CANCEL, 'letpay', ['letpay']],
  ['a refund at SoPague', FROM, 'PaymentRefundRequested', 'sopague', ['sopague']],
  ['a command for an unknown provider', FROM, CANCEL, 'pagoto', ['unrouted']],
  ['a command for a provider in capitals', FROM, CANCEL, 'LetPay', ['unrouted']],
  ['a command without a provider', FROM, CANCEL, undefined, ['unrouted']],
  ['a command whose provider is a number', FROM, CANCEL, 7, ['unrouted']],
  ['a command whose provider is null', FROM, CANCEL, null, ['unrouted']],
  ['a command whose provider is an object', FROM, CANCEL, { id: 'letpay' }, ['unrouted']],
  ['a command of a misspelt kind', FROM, 'PaymentCancelRequested', 'letpay', ['unrouted']],
  ['one of our own events', 'estorno', 'PaymentCancellationSucceeded', 'letpay', []],
  ['a command from a source that is no merchant', 'loja-1', CANCEL, 'letpay', ['unrouted']],
  ['an event of somebody else', 'loja-1', 'OrderPlaced', 'letpay', []],
];
for (const [what, source, kind, provider, takers] of EVENTS)
  test(`${what} goes to ${takers.join(' and ') || 'nobody'}`, () => {
    assert.deepEqual(takersOf({ source, 'detail-type': kind, detail: { provider } }), takers);
  });

for (const owner of OWNERS) {
  const queueId = idOf(QUEUE, `${owner}Commands`);
  const functionId = owner === 'unrouted' ? 'apiFunction' : `${owner}Function`;
  const own = rules.filter(([id]) => id.startsWith(`${owner}Commands`));

  test(`the rules of ${owner} send whole events to its queue, and to the dead-letter queue if that fails`, () => {
    assert.ok(own.length > 0);
    for (const [id, { Targets }] of own)
      assert.deepEqual(
        Targets,
        [
          {
            ...{ Arn: toArn(queueId), DeadLetterConfig: { Arn: toArn(DEAD) }, Id: 'Target0' },
            // A fair queue: messages of the merchants are groups.
            SqsParameters: { MessageGroupId: '$.source' },
          },
        ],
        id,
      );
  });

  test(`only the rules of ${owner} may send to its queue`, () => {
    assert.deepEqual(
      allowedAt(queueId).map(({ Principal, Condition }) => [Principal, Condition]),
      own.map(([id]) => [{ Service: 'events.amazonaws.com' }, { ArnEquals: { 'aws:SourceArn': toArn(id) } }]),
    );
  });

  test(`a message of ${owner} is hidden for six times its function's timeout, and becomes a dead-letter message after 10 receives`, () => {
    const { Timeout } = only('AWS::Lambda::Function', functionId);
    const { VisibilityTimeout, RedrivePolicy } = only(QUEUE, `${owner}Commands`);
    assert.equal(VisibilityTimeout, 6 * Timeout);
    assert.deepEqual(RedrivePolicy, { deadLetterTargetArn: toArn(DEAD), maxReceiveCount: 10 });
  });

  test(`the function of ${owner} gets batches of 5 messages, 2 at once, and reports which failed`, () => {
    const { FunctionName, ...mapping } = only('AWS::Lambda::EventSourceMapping', `${owner}Commands`);
    assert.ok(aliasIn(FunctionName).startsWith(functionId));
    assert.deepEqual(mapping, {
      BatchSize: 5,
      EventSourceArn: toArn(queueId),
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MetricsConfig: { Metrics: ['EventCount'] },
      ScalingConfig: { MaximumConcurrency: 2 },
    });
  });
}

test('every queue is encrypted', () => {
  for (const [id, { SqsManagedSseEnabled }] of queues) assert.equal(SqsManagedSseEnabled, true, id);
});

test('every queue refuses requests without TLS', () => {
  const shut = propertiesOf('AWS::SQS::QueuePolicy').flatMap(([, { PolicyDocument, Queues }]) =>
    PolicyDocument.Statement.some(
      ({ Effect, Condition }: Resources[string]) =>
        Effect === 'Deny' && Condition.Bool['aws:SecureTransport'] === 'false',
    )
      ? [Queues[0].Ref]
      : [],
  );
  assert.deepEqual(shut.sort(), queues.map(([id]) => id).sort());
});

test('dead-letter messages are kept for 14 days, longer than messages of any other queue', () => {
  const kept = queues.map(([id, { MessageRetentionPeriod }]) => [
    /DeadLetters/.test(id),
    MessageRetentionPeriod / 86_400,
  ]);
  for (const [isDead, days] of kept) assert.equal(days, isDead ? 14 : 4);
});

test('the relay receives the saves that have an event, from the first one', () => {
  const { FunctionName, FilterCriteria, ...mapping } = only('AWS::Lambda::EventSourceMapping', 'relay');
  assert.match(aliasIn(FunctionName), /^relayFunction/);
  assert.deepEqual(mapping, {
    BatchSize: 10,
    BisectBatchOnFunctionError: true,
    DestinationConfig: { OnFailure: { Destination: toArn(idOf(QUEUE, 'relayDeadLetters')) } },
    EventSourceArn: { 'Fn::GetAtt': ['LedgerTable9343E4AA', 'StreamArn'] },
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    MaximumRecordAgeInSeconds: 7200,
    MetricsConfig: { Metrics: ['EventCount'] },
    StartingPosition: 'TRIM_HORIZON',
  });
  const [filter, ...others] = FilterCriteria.Filters;
  const fits = readEventPattern(JSON.parse(filter.Pattern), 'the filter');
  const event = { M: { sequence: { N: '1' }, type: { S: 'PaymentRefundSucceeded' } } };
  assert.deepEqual(others, []);
  assert.equal(fits({ eventName: 'MODIFY', dynamodb: { NewImage: { event } } }), true);
  assert.equal(fits({ eventName: 'MODIFY', dynamodb: { NewImage: { payment: { S: 'x' } } } }), false);
  assert.equal(fits({ eventName: 'REMOVE', dynamodb: {} }), false);
});
