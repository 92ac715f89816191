import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as z from 'zod/mini';
import { EstornoError } from '../../../shared/domain/problem.ts';
import { type Answers, createHandler } from '../../../shared/function/create-handler.ts';
import { jsonResponse } from '../../../shared/http/responses.ts';
import { parseInput } from '../../../shared/input/parse-input.ts';
import { createObserver } from '../../../shared/observability/observer.ts';
import type { Invocation } from '../../../shared/operation/runner.ts';
import { invocationContext } from '../../functions/context.ts';
import { message, toSqsRecord } from '../bus/fakes.ts';
import { NOON } from '../sample-operation.ts';

const HTTP = {
  version: '2.0',
  routeKey: 'GET /v1/providers',
  rawPath: '/v1/a path',
  requestContext: { requestId: 'request-1', http: { method: 'GET' } },
};

/** A function with these answers, and its lines. */
function createScene(answers: Answers) {
  const lines: object[] = [];
  const sink = {
    open: () => undefined,
    line: (level: string, line: object) => lines.push({ level, ...line }),
    metrics: () => undefined,
  };
  const handler = createHandler({ answers, observer: createObserver({ clock: () => NOON, sink }) });
  return { invoke: (event: unknown, leftMs?: number) => handler(event, invocationContext(leftMs)), lines };
}

/** What a function that answers everything says of what triggered it. */
const sayWhat: Answers = {
  http: async (_event, invocation) => jsonResponse(200, about(invocation)),
  sweep: async (invocation) => about(invocation),
  measure: async (invocation) => about(invocation),
  task: async (_event, invocation) => about(invocation),
  bus: async (_batch, invocation) => about(invocation),
  stream: async (_event, invocation) => about(invocation),
};

function about({ trigger, isBackground, correlationId }: Invocation) {
  return { trigger, isBackground, ...(correlationId !== undefined && { correlationId }) };
}

describe('each trigger has its own answer, and all but callers and people can wait:', () => {
  const rows: readonly (readonly [event: object, expected: object])[] = [
    [{ trigger: 'sweep' }, { trigger: 'sweep', isBackground: true }],
    [{ trigger: 'measure' }, { trigger: 'measure', isBackground: true }],
    [{ action: 'settle' }, { trigger: 'task', isBackground: true }],
    [{ Records: [toSqsRecord(message())] }, { trigger: 'bus', isBackground: true }],
    [{ Records: [{ eventSource: 'aws:dynamodb' }] }, { trigger: 'stream', isBackground: true }],
  ];
  for (const [event, expected] of rows)
    test(JSON.stringify(expected), async () => {
      assert.deepEqual(await createScene(sayWhat).invoke(event), expected);
    });

  test('HTTP', async () => {
    const answer = await createScene(sayWhat).invoke(HTTP);
    const expected = { trigger: 'http', isBackground: false, correlationId: 'request-1' };
    assert.partialDeepStrictEqual(answer, { statusCode: 200, body: JSON.stringify(expected) });
  });
});

describe('an event that the function has no answer to is refused:', () => {
  const rows: readonly (readonly [name: string, event: unknown])[] = [
    ['of no form', {}],
    ['that is no object', 'garbage'],
    ['none', null],
    ['a batch of another source', { Records: [{ eventSource: 'aws:s3' }] }],
    ['of another trigger', { trigger: 'sweep' }],
  ];
  for (const [name, event] of rows)
    test(name, async () => {
      await assert.rejects(createScene({}).invoke(event), { name: 'validation_failed' });
    });
});

describe('a failed invocation', () => {
  const refuse = async (): Promise<never> => {
    throw new EstornoError('payment_busy', { retryAfterMs: 1_500 });
  };
  const crash = async (): Promise<never> => {
    throw new TypeError('a secret in a message');
  };

  test('by HTTP gets a problem, and its line has the status of it', async () => {
    const { invoke, lines } = createScene({ http: refuse });

    const answer = await invoke(HTTP);

    assert.partialDeepStrictEqual(answer, { statusCode: 409, headers: { 'retry-after': '2' } });
    assert.partialDeepStrictEqual(answer, { headers: { 'content-type': 'application/problem+json' } });
    assert.partialDeepStrictEqual(lines, [{ level: 'info', status: 409, code: 'payment_busy' }]);
  });

  test('by anything else is an error under its code', async () => {
    const { invoke, lines } = createScene({ task: refuse });
    await assert.rejects(invoke({ action: 'cancel' }), { name: 'payment_busy' });
    assert.partialDeepStrictEqual(lines, [{ level: 'info', trigger: 'task', code: 'payment_busy' }]);
  });

  test('on which our code failed says nothing of the money, and nothing of the failure', async () => {
    const { invoke, lines } = createScene({ http: crash, sweep: crash });

    const answer = await invoke(HTTP);

    assert.partialDeepStrictEqual(answer, { statusCode: 500 });
    assert.match(JSON.stringify(answer), /\\"outcome\\":\\"unknown\\"/);
    await assert.rejects(invoke({ trigger: 'sweep' }), { name: 'internal_error' });
    assert.ok(!JSON.stringify([answer, lines]).includes('secret'));
    assert.partialDeepStrictEqual(lines[0], {
      level: 'error',
      status: 500,
      code: 'internal_error',
      events: [{ event: 'internal_error', cause: 'TypeError' }],
    });
  });

  test('has nothing that the runtime would print but its code and a message that may be logged', async () => {
    const task = async (): Promise<never> => {
      throw new EstornoError('declined_by_provider', {
        detail: 'Refused for 529.982.247-25 with Bearer abcdefgh12345678abcdefgh12345678.',
        provider: { name: 'letpay', message: 'the words of the provider' },
        operation: { id: 'op_1', state: 'failed', link: '/v1/merchants/loja-1' },
      });
    };
    const error: unknown = await createScene({ task })
      .invoke({ action: 'cancel' })
      .catch((thrown: unknown) => thrown);

    assert.ok(error instanceof EstornoError);
    // As Lambda's runtime interface client prints it.
    const printed = JSON.stringify({ errorMessage: error.message, ...error, stack: error.stack });
    assert.deepEqual(Object.keys({ ...error }), ['name']);
    assert.doesNotMatch(printed, /529|abcdefgh|words|merchants|stack/);
    assert.match(printed, /Refused for/);
    assert.equal(error.facts.operation?.id, 'op_1');
  });

  test('names in one line every field that is wrong', async () => {
    const schema = z.strictObject({ amount: z.number('must be a number') });
    const task = async () => parseInput(schema, { amount: 'x', amout: 5 });
    await assert.rejects(createScene({ task }).invoke({ action: 'cancel' }), {
      message: '/amount must be a number; /amout this field is not known here',
    });
  });

  test('that has no time left is answered for, with its signal aborted first', async () => {
    const aborted: boolean[] = [];
    const http = async (_event: unknown, { signal }: Invocation): Promise<never> =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted.push(signal.aborted);
          reject(new Error('too late to be returned'));
        });
      });
    const { invoke, lines } = createScene({ http });

    // Half a second is kept for the answer, which leaves nothing.
    const answer = await invoke(HTTP, 500);

    assert.deepEqual(aborted, [true]);
    assert.partialDeepStrictEqual(answer, { statusCode: 500 });
    assert.match(JSON.stringify(answer), /The time for this request ended/);
    assert.equal(lines.length, 1);
  });
});
