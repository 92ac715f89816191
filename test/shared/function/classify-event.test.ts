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

/** What the line of an invocation by an event begins with. */
const ROWS: readonly (readonly [event: unknown, opening: object])[] = [
  [HTTP, { trigger: 'http', route: 'GET /v1/providers', correlationId: TRACE }],
  [{ ...HTTP, version: '1.0' }, { trigger: 'unknown' }],
  [{ trigger: 'sweep' }, { trigger: 'sweep' }],
  [{ trigger: 'measure' }, { trigger: 'measure' }],
  [{ trigger: 'operator', command: 'list' }, { trigger: 'operator' }],
  [{ trigger: 'dream' }, { trigger: 'unknown' }],
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
