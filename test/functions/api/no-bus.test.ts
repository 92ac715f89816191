import assert from 'node:assert/strict';
import { test } from 'node:test';
import { message, toSqsRecord } from '../../shared/bus/fakes.ts';
import { invocationContext } from '../context.ts';

test('a function in a deployment without a bus serves HTTP, and knows no commands', async () => {
  process.env.PROVIDERS = 'letpay';
  delete process.env.COMMANDS_DLQ_URL;
  delete process.env.EVENT_BUS_NAME;
  const { handler } = await import('../../../functions/api/handler.ts');
  const http = {
    version: '2.0',
    routeKey: '$default',
    rawPath: '/nowhere',
    requestContext: { http: { method: 'GET' } },
  };

  const answer = await handler(http, invocationContext());

  assert.partialDeepStrictEqual(answer, { statusCode: 404 });
  await assert.rejects(handler({ Records: [toSqsRecord(message())] }, invocationContext()), {
    name: 'validation_failed',
  });
});
