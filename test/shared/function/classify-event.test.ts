import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { classifyEvent } from '../../../shared/function/classify-event.ts';
import { toOpening } from '../../../shared/function/invocation-line.ts';
import { message, toSqsRecord } from '../bus/fakes.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const HTTP = {
  version: '2.0',
  routeKey: 'GET /v1/providers',
  rawPath: '/v1/providers',
  headers: { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` },
  requestContext: { http: { method: 'GET' } },
};

const FLOW = {
  trigger: 'flow',
  execution: 'arn:aws:states:sa-east-1:000000000000:execution:RefundFlow-1:op_1',
  command: { action: 'settle' },
};

/** What the line of an invocation by an event begins with. */
const ROWS: readonly (readonly [event: unknown, opening: object])[] = [
  [HTTP, { trigger: 'http', route: 'GET /v1/providers', correlationId: TRACE, gatewayRequestId: undefined }],
  [{ ...HTTP, version: '1.0' }, { trigger: 'unknown' }],
  [{ trigger: 'sweep' }, { trigger: 'sweep' }],
  [{ trigger: 'measure' }, { trigger: 'measure' }],
  [{ trigger: 'operator', command: 'list' }, { trigger: 'unknown' }],
  [{ trigger: 'dream' }, { trigger: 'unknown' }],
  [{ trigger: 'sweep', merchantId: 'loja-1' }, { trigger: 'unknown' }],
  [FLOW, { trigger: 'flow' }],
  [{ ...FLOW, execution: 'of another kind' }, { trigger: 'unknown' }],
  [{ ...FLOW, amount: 1 }, { trigger: 'unknown' }],
  [
    { action: 'settle', correlationId: 'req-1' },
    { trigger: 'task', correlationId: 'req-1' },
  ],
  [
    { action: 'settle', correlationId: 'a\nb' },
    { trigger: 'task', correlationId: undefined },
  ],
  [{ Records: [toSqsRecord(message())] }, { trigger: 'bus' }],
  [{ Records: [{ eventSource: 'aws:sqs' }] }, { trigger: 'unknown' }],
  [{ Records: [{ eventSource: 'aws:dynamodb' }] }, { trigger: 'stream' }],
  [{ Records: [] }, { trigger: 'unknown' }],
  [{ Records: 'none' }, { trigger: 'unknown' }],
  ['garbage', { trigger: 'unknown' }],
  [undefined, { trigger: 'unknown' }],
];

describe('an event is classified by its form:', () => {
  for (const [event, opening] of ROWS)
    test(`${JSON.stringify(event)?.slice(0, 60)} begins with ${JSON.stringify(opening)}`, () => {
      assert.deepEqual(toOpening(classifyEvent(event)), opening);
    });
});

describe('an event that could be of two kinds is of none:', () => {
  const kinds: readonly object[] = [
    HTTP,
    FLOW,
    { trigger: 'sweep' },
    { action: 'cancel' },
    { Records: [toSqsRecord(message())] },
  ];
  for (const one of kinds)
    for (const other of kinds.filter((kind) => Object.keys(kind)[0] !== Object.keys(one)[0]))
      test(`${Object.keys(one)} and ${Object.keys(other)}`, () => {
        assert.deepEqual(classifyEvent({ ...one, ...other }), { type: 'unknown' });
      });
});

describe('an event of another source is refused:', () => {
  const sources = { apiIds: ['api-1'], queueArn: toSqsRecord(message()).eventSourceARN };
  const toHttp = (apiId: string | null) => ({ ...HTTP, requestContext: { ...HTTP.requestContext, apiId } });
  const record = toSqsRecord(message());
  const rows: readonly (readonly [name: string, event: object, type: string])[] = [
    ['a request of the own API is handled', toHttp('api-1'), 'http'],
    ['a request of another API', toHttp('api-2'), 'unknown'],
    ['a request of no API', toHttp(null), 'unknown'],
    ['a message of the own queue is handled', { Records: [record] }, 'bus'],
    ['a message of another queue', { Records: [{ ...record, eventSourceARN: 'arn:2' }] }, 'unknown'],
    [
      'a batch with a message of another queue',
      { Records: [record, { ...record, eventSourceARN: 'arn:2' }] },
      'unknown',
    ],
  ];
  for (const [name, event, type] of rows)
    test(name, () => {
      assert.equal(classifyEvent(event, sources).type, type);
    });
});
