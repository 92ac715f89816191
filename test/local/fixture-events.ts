/** A queue that shows its messages again after a second. */
export function toQueue(properties: object = {}): object {
  return { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 1, ...properties } };
}

/** A bus; rules and rights name it `Bus`. */
export const BUS = { Type: 'AWS::Events::EventBus', Properties: { Name: 'commands' } };

/** A rule of the bus that sends to a queue. */
export function toEventRule(EventPattern: object, queueId: string, properties: object = {}): object {
  return {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventBusName: { Ref: 'Bus' },
      EventPattern,
      Targets: [{ Arn: { 'Fn::GetAtt': [queueId, 'Arn'] }, Id: 'Target0' }],
      ...properties,
    },
  };
}

/** Lets a rule send to a queue. */
export function toQueuePolicy(queueId: string, ...ruleIds: string[]): object {
  const Resource = { 'Fn::GetAtt': [queueId, 'Arn'] };
  const Statement = ruleIds.map((ruleId) => ({
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource,
    Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [ruleId, 'Arn'] } } },
  }));
  return {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: { PolicyDocument: { Version: '2012-10-17', Statement }, Queues: [{ Ref: queueId }] },
  };
}

/** What a mapping needs of the function's role to read a queue. */
export function toQueueRights(queueId: string): object {
  return {
    Effect: 'Allow',
    Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    Resource: { 'Fn::GetAtt': [queueId, 'Arn'] },
  };
}

/** What a mapping needs of the function's role to read the stream of a table. */
export function toStreamRights(tableId: string): object {
  return {
    Effect: 'Allow',
    Action: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
    Resource: { 'Fn::GetAtt': [tableId, 'StreamArn'] },
  };
}

/** A mapping of a source, which is a queue or a table, to a function that reports what failed. */
export function toMapping(functionId: string, source: object, properties: object = {}): object {
  return {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: source,
      FunctionName: { Ref: functionId },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ...properties,
    },
  };
}
