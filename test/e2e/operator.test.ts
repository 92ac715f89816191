import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import * as z from 'zod';
import { runOps } from '../../ops/run-ops.ts';
import { eventually } from '../local/eventually.ts';
import { callAws } from './aws.ts';
import { readOperation } from './shapes.ts';
import { startWorld, type World } from './world.ts';

let world: World;
const printed: string[] = [];

before(async () => {
  world = await startWorld({ engine: 'dynalite', concurrency: 1 });
  // In the documented form: another answer says nothing of the credentials.
  world.sopague.failedLogin = 'not-authenticated';
});
beforeEach(() => world.forget());
after(() => world.close());

/** Runs `npm run ops`, with a secret on its standard input. */
async function ops(args: string, secret: object | string = '') {
  const lines: string[] = [];
  const input = typeof secret === 'string' ? secret : JSON.stringify(secret);
  const keep = (text: string) => void lines.push(text);
  const code = await runOps([...args.split(' '), '--local', world.stack.url], {
    ...{ print: keep, complain: keep },
    readInput: async () => input,
  });
  printed.push(...lines);
  return { code, text: lines.join('\n') };
}

async function done(args: string, secret?: object | string): Promise<string> {
  const { code, text } = await ops(args, secret);
  assert.equal(code, 0, text);
  return text;
}

const LETPAY = '--merchant loja-1 --provider letpay';
const SOPAGUE = '--merchant loja-1 --provider sopague';
const WRONG = { apiKey: 'loja-1-letpay-pass-a', apiSecret: 'canary-wrong-secret', environment: 'sandbox' };

describe('credentials', () => {
  test('check says whether they work, and why not', async () => {
    assert.match(await done(`credentials check ${LETPAY}`), /^estorno\/loja-1\/letpay works/);

    world.sopague.setCredentials({ userName: 'loja-1', password: 'another' });
    const { code, text } = await ops(`credentials check ${SOPAGUE}`);
    world.sopague.setCredentials({ userName: 'loja-1-sopague-pass-a', password: 'loja-1-sopague-pass-b' });

    assert.equal(code, 1);
    assert.match(text, /^The provider refuses these credentials \(\d+\)\./);
  });

  test('check says in a sentence that a merchant has none', async () => {
    const { code, text } = await ops('credentials check --merchant loja-none --provider letpay');
    const says =
      'The secret estorno/loja-none/letpay cannot be used: there is no such secret, or it has no value yet.';
    assert.deepEqual([code, text], [1, `${says} (merchant_not_configured)`]);
  });

  test('set tries new ones first, and leaves what works where they do not', async () => {
    const { code, text } = await ops(`credentials set ${LETPAY}`, WRONG);

    assert.equal(code, 1);
    assert.match(text, /refuses these credentials \(401\)\. estorno\/loja-1\/letpay is unchanged/);
    await done(`credentials check ${LETPAY}`);
  });

  test('set makes a secret where there is none', async () => {
    world.letpay.setCredentials({ apiKey: 'canary-new-key', apiSecret: 'canary-new-secret' }, 'loja-9');
    const secret = { apiKey: 'canary-new-key', apiSecret: 'canary-new-secret', environment: 'sandbox' };

    const text = await done('credentials set --merchant loja-9 --provider letpay', secret);

    assert.equal(text, 'estorno/loja-9/letpay is stored, and works.');
    readOperation(await world.cancel(world.newPayment('letpay', 'loja-9')), 202);
  });

  for (const [what, secret, says] of [
    ['no JSON', 'apiKey=canary-typo', /must be a JSON object/],
    ['a field too few', { apiKey: 'canary-typo' }, /missing or wrong: apiSecret, environment/],
    ['an unknown field', { ...WRONG, 'canary-field': 1 }, /1 unknown/],
  ] as const)
    test(`set stores nothing where the secret has ${what}`, async () => {
      const { code, text } = await ops(`credentials set ${LETPAY}`, secret);

      assert.equal(code, 2);
      assert.match(text, says);
      assert.doesNotMatch(text, /canary/);
      assert.deepEqual(
        world.stack.awsCalls.entries.filter(({ target }) => target.startsWith('secretsmanager')),
        [],
      );
    });

  test("rotate at LetPay puts a new key pair in the present one's place, and nobody notices", async () => {
    readOperation(await world.cancel(world.newPayment('letpay')), 202);

    const text = await done(`credentials rotate ${LETPAY}`);

    assert.match(text, /holds a new key pair, which works/);
    const [made] = world.letpay.madeKeys.slice(-1);
    assert.ok(made && (await storedSecret()).includes(made.apiKey));
    // The old pair is revoked, and its tokens with it: the function finds the new one past its cache.
    world.letpay.setCredentials({ apiKey: 'revoked', apiSecret: 'revoked' });
    world.letpay.expireTokens();
    readOperation(await world.cancel(world.newPayment('letpay')), 202);
  });

  test('rotate asks for no key where it may not store one', async () => {
    const before = world.letpay.madeKeys.length;
    world.stack.faults.add({ kind: 'unavailable', target: 'PutSecretValue', times: 3 });

    const { code } = await ops(`credentials rotate ${LETPAY}`);

    assert.equal(code, 1);
    assert.equal(world.letpay.madeKeys.length, before);
    await done(`credentials check ${LETPAY}`);
  });

  test('rotate leaves what works where the answer with the new pair is lost', async () => {
    world.letpay.next({ answers: 'reset-before-headers', applies: true }, { kind: 'new_key' });

    const { code, text } = await ops(`credentials rotate ${LETPAY}`);

    assert.equal(code, 1);
    assert.match(text, /A new key pair may exist that is stored nowhere/);
    await done(`credentials check ${LETPAY}`);
  });

  test('rotate tries the pair that it made and could not try, before it makes another', async () => {
    const before = world.letpay.madeKeys.length;
    const down = { answers: 'reset-before-headers', applies: false } as const;
    // The login of a session that asks for the pair, or only the one that tries it.
    world.letpay.expireTokens();
    world.letpay.onEvent(({ type, ...event }) => {
      if (type === 'received' && 'request' in event && event.request.kind === 'new_key')
        world.letpay.next(down, { kind: 'login' });
    });

    const first = await ops(`credentials rotate ${LETPAY}`);
    world.letpay.clearFaults();
    const second = await done(`credentials rotate ${LETPAY}`);

    assert.equal(first.code, 1);
    assert.match(first.text, /Run the same command again/);
    assert.match(second, /holds the key pair that was made before, which works/);
    assert.equal(world.letpay.madeKeys.length, before + 1);
  });

  test('rotate makes no key where the present secret could not be stored again', async () => {
    const before = world.letpay.madeKeys.length;
    const text = await storedSecret();
    world.stack.putSecret('loja-1', 'letpay', { ...JSON.parse(text), more: 'than is known' });

    const { code } = await ops(`credentials rotate ${LETPAY}`);
    world.stack.putSecret('loja-1', 'letpay', JSON.parse(text));

    assert.deepEqual([code, world.letpay.madeKeys.length], [2, before]);
  });

  test('rotate at SoPague takes what people changed there', async () => {
    const secret = { userName: 'loja-1-sopague-pass-a', password: 'canary-changed', environment: 'sandbox' };
    world.sopague.setCredentials({ userName: secret.userName, password: secret.password });

    assert.match(await done(`credentials rotate ${SOPAGUE}`, secret), /is changed, and works/);
    world.sopague.expireTokens();
    readOperation(await world.cancel(world.newPayment('sopague')), 200);
  });

  async function storedSecret(): Promise<string> {
    const answer = await callAws(world.stack, 'secretsmanager.GetSecretValue', {
      SecretId: 'estorno/loja-1/letpay',
    });
    return z.object({ SecretString: z.string() }).parse(answer).SecretString;
  }
});

describe('dead-letter messages', () => {
  const put = (queue: string, body: object, attributes = {}) =>
    callAws(world.stack, 'AmazonSQS.SendMessage', {
      QueueUrl: world.stack.queues.url(queue),
      MessageBody: JSON.stringify(body),
      MessageAttributes: attributes,
    });
  const count = async (queue: string) => (await world.stack.queues.messages(queue)).length;

  test('commands are shown without their keys, and come back to their queue', async () => {
    const payment = world.newPayment('letpay');
    const detail = { ...payment, idempotencyKey: 'canary-key' };
    const envelope = { id: 'e-1', source: 'estorno.merchant.loja-1', detail };
    await put('CommandDeadLetters', { ...envelope, 'detail-type': 'PaymentCancellationRequested' });
    const problem = { DataType: 'String', StringValue: 'validation_failed' };
    await put('CommandDeadLetters', { nonsense: 'canary-body' }, { problem });
    const busy = { DataType: 'String', StringValue: 'payment_busy' };
    const other = world.newPayment('letpay');
    const later = { ...envelope, id: 'e-3', detail: { ...other, idempotencyKey: 'canary-key' } };
    await put(
      'CommandDeadLetters',
      { ...later, 'detail-type': 'PaymentCancellationRequested' },
      { problem: busy },
    );

    const shown = await done('dlq show --queue commands');

    assert.match(shown, /^commands: 3 dead-letter messages\./);
    assert.match(shown, new RegExp(`e-1 PaymentCancellationRequested loja-1 letpay ${payment.paymentId}`));
    assert.match(shown, /validation_failed/);
    assert.doesNotMatch(shown, /canary/);
    assert.equal(await count('CommandDeadLetters'), 3, 'nothing was taken away');

    assert.match(await done('dlq redrive --queue commands'), /2 were moved back to their queues\. 1 stay/);
    for (const each of [payment, other]) await eventually(() => world.sent(each, 'cancel').length === 1);
    const [kept] = await world.stack.queues.messages('CommandDeadLetters');
    await done(`dlq remove --queue commands --message ${kept?.id}`);
    assert.equal(await count('CommandDeadLetters'), 0);
  });

  test('redrive that is interrupted leaves the message where it was', async () => {
    const payment = world.newPayment('letpay');
    const detail = { ...payment, idempotencyKey: 'key-1' };
    const envelope = { id: 'e-2', source: 'estorno.merchant.loja-1', detail };
    await put('CommandDeadLetters', { ...envelope, 'detail-type': 'PaymentCancellationRequested' });
    world.stack.faults.add({ kind: 'unavailable', target: 'DeleteMessage', times: 3, caller: 'local' });

    assert.equal((await ops('dlq redrive --queue commands')).code, 1);

    assert.equal(await count('CommandDeadLetters'), 1);
    await eventually(() => world.sent(payment, 'cancel').length === 1);
    const [letter] = await world.stack.queues.messages('CommandDeadLetters');
    assert.equal(letter?.state, 'in flight');
  });

  test('a state is published again, with the next number', async () => {
    const payment = world.newPayment('sopague');
    const { links, id } = readOperation(await world.cancel(payment), 200);
    const published = () =>
      world.stack.events.entries
        .map(({ event }) => event.detail)
        .filter((detail) => JSON.stringify(detail).includes(id))
        .map((detail) => z.object({ sequence: z.number(), state: z.string() }).parse(detail));
    await eventually(() => published().length === 1);

    await done(`republish --operation ${links.self}`);

    await eventually(() => published().length === 2);
    assert.deepEqual(published(), [
      { sequence: 1, state: 'succeeded' },
      { sequence: 2, state: 'succeeded' },
    ]);
    assert.equal(world.effects(payment), 1);
  });
});

describe('export', () => {
  test('holds every step with what was asked and answered, and the same hash each time', async () => {
    const payment = world.newPayment('letpay');
    await world.cancel(payment);
    const { links, state } = readOperation(await world.cancel(payment), 200);
    assert.equal(state, 'succeeded');

    const [first, second] = [await bundle(links.self), await bundle(links.self)];

    const { trail } = first.record;
    assert.deepEqual(
      trail.map(({ step, result, state: then, by }) => [by, step, result, then]),
      [
        ['http', 'attempt', 'accepted', 'processing'],
        ['http', 'inquiry', 'canceled', 'succeeded'],
      ],
    );
    assert.deepEqual(
      trail.flatMap(({ requests }) => requests.map(({ request, status }) => [request, status])),
      [
        [`POST /payment/${payment.paymentId}/cancel`, 200],
        [`GET /payment/${payment.paymentId}`, 200],
      ],
    );
    for (const { requests } of trail) assert.match(requests[0]?.sha256 ?? '', /^[0-9a-f]{64}$/);
    assert.equal(first.sha256.record, second.sha256.record);
  });

  async function bundle(link: string) {
    const request = z.object({ request: z.string(), status: z.number(), sha256: z.string() });
    const step = { step: z.string(), result: z.string(), state: z.string(), by: z.string() };
    const record = z.object({
      createdAt: z.iso.datetime(),
      trail: z.array(z.object({ ...step, requests: z.array(request) })),
    });
    return z
      .object({ record, sha256: z.object({ record: z.string() }) })
      .parse(JSON.parse(await done(`export --operation ${link}`)));
  }
});

test('no secret was printed', () => {
  const made = world.letpay.madeKeys.flatMap(({ apiKey, apiSecret }) => [apiKey, apiSecret]);
  const lines = [...printed, ...world.stack.logs.map(({ line }) => line)].join('\n');
  for (const secret of ['canary', 'letpay-pass', 'sopague-pass', ...made])
    assert.ok(!lines.includes(secret), secret.slice(0, 8));
});
