import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { refuseUnroutedCommand } from '../../../shared/bus/refuse-unrouted.ts';
import { PROBLEMS } from '../../../shared/domain/problem.ts';
import { eventDetailSchema } from '../../../shared/events/event-schemas.ts';
import type { CommandMessage } from '../../../shared/ports/command-queue.ts';
import { REF } from '../sample-operation.ts';
import { COMMAND_ID, createFakeBus, createFakeQueue, message } from './fakes.ts';
import { createScene, refusing } from './intake-scene.ts';

test('a refusal is published with the fields of the command, the same each time', async () => {
  const { take, published } = createScene({ begin: refusing('already_canceled') });

  await take(message());
  await take(message({}, { receives: 2 }));
  await take(message({}, { id: 'another-event' }));

  const [first, second, third] = published.map(({ detail }) => JSON.parse(JSON.stringify(detail)));
  assert.deepEqual(first, {
    eventId: first.eventId,
    sequence: null,
    id: null,
    kind: 'cancellation',
    ...REF,
    idempotencyKey: 'key-1',
    state: 'failed',
    outcome: 'not_applied',
    problem: { code: 'already_canceled', detail: PROBLEMS.already_canceled.title },
    commandId: COMMAND_ID,
  });
  assert.deepEqual(second, first);
  assert.notEqual(third.eventId, first.eventId);
});

describe('the refusal of what is no valid command is published, and the message set aside as it came:', () => {
  const rows: readonly {
    name: string;
    message: CommandMessage;
    code?: string;
    says: RegExp;
    about?: Readonly<Record<string, unknown>>;
  }[] = [
    {
      name: 'a misspelt field',
      message: message({ amout: 1 }),
      says: /^\/amout this field is not known here$/,
    },
    {
      name: 'a field with a name that no attribute takes',
      message: message({ 'a\u0000b': 1 }),
      says: /^\/a\?b this field/,
    },
    {
      name: 'no key',
      message: message({ idempotencyKey: undefined }),
      code: 'idempotency_key_missing',
      says: /missing/,
      about: { idempotencyKey: null },
    },
    {
      name: 'a key with a space',
      message: message({ idempotencyKey: 'a b' }),
      code: 'idempotency_key_invalid',
      says: /`idempotencyKey` takes/,
      about: { idempotencyKey: 'a b' },
    },
    {
      name: 'another source',
      message: message({}, { source: 'estorno.merchant.loja-2' }),
      code: 'forbidden',
      says: /must have the source estorno\.merchant\.loja-1/,
      about: { merchantId: 'loja-2' },
    },
    {
      name: 'a source of nobody',
      message: message({}, { source: 'estorno.merchant.' }),
      code: 'forbidden',
      says: /must have the source/,
      about: { merchantId: null },
    },
    {
      name: 'no detail',
      message: message(null),
      says: /^the command must be a JSON object$/,
      about: { provider: null, paymentId: null, idempotencyKey: null },
    },
    {
      name: 'a payment id that is no text',
      message: message({ paymentId: 7 }),
      says: /^\/paymentId must be text$/,
      about: { paymentId: null },
    },
    {
      name: 'a payment id without end',
      message: message({ paymentId: 'x'.repeat(9000) }),
      says: /UUID/,
      about: { paymentId: null },
    },
    { name: 'a dry run', message: message({ dryRun: true }), says: /^\/dryRun only the HTTP API/ },
  ];
  for (const { name, message: sent, code = 'validation_failed', says, about = {} } of rows) {
    test(name, async () => {
      const { take, published, aside, begun } = createScene();

      assert.deepEqual(await take(sent), []);

      assert.equal(begun.length, 0);
      assert.deepEqual(
        published.map(({ type }) => type),
        ['PaymentCancellationFailed'],
      );
      const detail = JSON.parse(JSON.stringify(published[0]?.detail));
      assert.equal(eventDetailSchema('PaymentCancellationFailed').safeParse(detail).error, undefined);
      assert.equal(detail.problem.code, code);
      assert.deepEqual({ ...detail, ...about }, detail);
      assert.deepEqual([aside[0]?.body, aside[0]?.problem, aside.length], [sent.body, code, 1]);
      assert.match(aside[0]?.detail ?? '', says);
    });
  }
});

describe('what names no command is set aside, and no event can be about it:', () => {
  const rows = [
    { name: 'no JSON', body: '{"id":' },
    { name: 'no event of a bus', body: '{"merchantId":"loja-1"}' },
    { name: 'an event of another type', body: message({}, { type: 'PaymentDreamed' }).body },
    { name: 'an event whose id is none', body: message({}, { id: 'a b' }).body },
  ];
  for (const { name, body } of rows) {
    test(name, async () => {
      const { take, published, aside } = createScene();

      assert.deepEqual(await take(message({}, { body })), []);

      assert.deepEqual([published.length, aside[0]?.problem, aside[0]?.body], [0, 'validation_failed', body]);
    });
  }
});

describe('a command whose refusal could not be published or set aside is delivered again:', () => {
  const malformed = message({ amout: 1 });
  const unanswered = createFakeBus(() => {
    throw new Error('no answer');
  });
  const rows = [
    { name: 'the bus takes no events', bus: createFakeBus((events) => events.map((_, at) => at)) },
    { name: 'the bus does not answer', bus: unanswered },
    { name: 'the dead letters do not answer', queue: createFakeQueue({ fails: ['setAside'] }) },
    {
      name: 'nothing answers',
      bus: unanswered,
      queue: createFakeQueue({ fails: ['setAside', 'delay'] }),
    },
  ];
  for (const { name, ...parts } of rows) {
    test(name, async () => {
      const { take, aside } = createScene(parts);

      assert.deepEqual(await take(malformed), ['message-1']);

      assert.deepEqual(aside, []);
    });
  }
});

test('a command that names no provider is refused for that', async () => {
  const read = () => refuseUnroutedCommand(['letpay', 'sopague']);
  const { take, published, aside } = createScene({ read });

  await take(message({ provider: 'acme' }, { type: 'PaymentRefundRequested', source: 'estorno.merchant.x' }));
  await take(message({ provider: ['letpay'] }));

  assert.deepEqual(
    published.map(({ type, detail }) => [type, JSON.parse(JSON.stringify(detail)).provider]),
    [
      ['PaymentRefundFailed', 'acme'],
      ['PaymentCancellationFailed', null],
    ],
  );
  assert.deepEqual(
    aside.map(({ problem, detail }) => [problem, detail]),
    Array.from({ length: 2 }, () => [
      'validation_failed',
      '/provider must be one of letpay, sopague, and the source of the event estorno.merchant.<merchantId>',
    ]),
  );
});
