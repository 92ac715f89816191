import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sopague } from '../../../functions/sopague/connector.ts';
import { credentialsSchema } from '../../../functions/sopague/wire.ts';
import type { Fault } from '../../../local/simulators/kit/faults.ts';
import { startSopagueSimulator } from '../../../local/simulators/sopague/simulator.ts';
import type { Answer } from '../../../shared/domain/answer.ts';
import { createHarness, toCall, toOperation } from '../../contract/harness.ts';

const CREDENTIALS = credentialsSchema.parse({
  userName: 'demo',
  password: 'demo-password',
  environment: 'sandbox',
});
const TOTAL = 1035;

async function setScene(t: { after: (end: () => Promise<void>) => void }) {
  const provider = await startSopagueSimulator();
  t.after(() => provider.close());
  const paymentId = provider.createPayment({ amount: TOTAL });
  const harness = createHarness(sopague, { baseUrl: provider.url, credentials: CREDENTIALS });

  /** A cancel after earlier ones of this ledger. */
  async function cancel(amount: number | undefined, alreadyApplied = 0): Promise<Answer> {
    const { operation, context } = toOperation('sopague', { paymentId, amount });
    const hold = harness.sessions.open(harness.account, toCall());
    const sent = sopague.cancel(operation, { ...context, alreadyApplied }, (request) => hold.send(request));
    return sent.finally(() => hold.close());
  }
  const amountsSent = () => provider.received('cancel').map(({ body }) => body);
  return { provider, paymentId, cancel, amountsSent };
}

/** Cancels a part, and forgets that it did. */
async function setSceneAfterPart(t: Parameters<typeof setScene>[0], part: number) {
  const scene = await setScene(t);
  assert.equal((await scene.cancel(part)).is, 'done');
  scene.provider.reset();
  return scene;
}

describe('a cancel at SoPague', () => {
  const rows = [
    { name: 'of all reads the amount first', amount: undefined, applied: 0, sent: [TOTAL], reads: 1 },
    { name: 'of a part sends it at once', amount: 35, applied: 0, sent: [35], reads: 0 },
    { name: 'of a part that is left is sent', amount: 1000, applied: 35, sent: [1000], reads: 1 },
    { name: 'of a part above what is left is refused unsent', amount: 1001, applied: 35, sent: [], reads: 1 },
    {
      name: 'of what is left of nothing is refused unsent',
      amount: undefined,
      applied: TOTAL,
      sent: [],
      reads: 1,
    },
  ];
  for (const { name, amount, applied, sent, reads } of rows) {
    test(name, async (t) => {
      const { provider, cancel, amountsSent } = await setScene(t);

      const answer = await cancel(amount, applied);

      assert.deepEqual(
        amountsSent(),
        sent.map((one) => JSON.stringify({ amount: one })),
      );
      assert.equal(provider.received('read').length, reads);
      if (sent.length > 0)
        assert.deepEqual([answer.is, 'amount' in answer && answer.amount], ['done', sent[0]]);
      else assert.equal(answer.is === 'refused' && answer.code, 'amount_exceeds_available');
    });
  }

  test('of all that is left takes away what was given back, and looks whether all is', async (t) => {
    const { provider, cancel, amountsSent } = await setSceneAfterPart(t, 35);

    const answer = await cancel(undefined, 35);

    assert.deepEqual([answer.is, 'amount' in answer && answer.amount], ['done', 1000]);
    assert.deepEqual(amountsSent(), ['{"amount":1000}']);
    assert.equal(provider.received('read').length, 2);
  });

  test('of all that is left is done whatever status is shown, where the total stays what it was', async (t) => {
    const { provider, cancel } = await setSceneAfterPart(t, 35);
    provider.next({}, { kind: 'read' });
    provider.next({ fields: { statusDescription: 'Parcial' } }, { kind: 'read' });

    assert.equal((await cancel(undefined, 35)).is, 'done');
  });

  describe('of all that is left is in doubt', () => {
    test('where the look-up shows what is left, so that too little was sent', async (t) => {
      const { provider, cancel, amountsSent } = await setSceneAfterPart(t, 335);
      provider.next({ fields: { value: 700 } }, { kind: 'read' });
      provider.next({ fields: { value: 335, statusDescription: 'Parcial' } }, { kind: 'read' });

      const answer = await cancel(undefined, 335);

      assert.equal(answer.is, 'doubt');
      assert.deepEqual(amountsSent(), ['{"amount":365}']);
    });

    test('where nothing can be seen afterwards', async (t) => {
      const { provider, cancel } = await setSceneAfterPart(t, 35);
      provider.next({}, { kind: 'read' });
      provider.next({ answers: 'reset-before-headers' }, { kind: 'read' });

      assert.equal((await cancel(undefined, 35)).is, 'doubt');
    });
  });

  test('of a part above the whole is refused in unknown words, and a look tells why', async (t) => {
    const { provider, cancel } = await setScene(t);

    const answer = await cancel(TOTAL + 1);

    assert.equal(answer.is === 'refused' && answer.code, 'amount_exceeds_available');
    assert.equal(answer.is === 'refused' && answer.words?.status, 400);
    assert.equal(provider.received('read').length, 1);
  });

  test('of a part that is refused in unknown words, and is not above the whole, stays a doubt', async (t) => {
    const { cancel } = await setScene(t);
    assert.equal((await cancel(TOTAL)).is, 'done');

    const answer = await cancel(TOTAL);

    assert.equal(answer.is === 'doubt' && answer.no, true);
  });

  test('of a payment that is canceled already is refused unsent', async (t) => {
    const { provider, paymentId, cancel, amountsSent } = await setScene(t);
    provider.setStatus(paymentId, 'canceled');

    const answer = await cancel(undefined);

    assert.equal(answer.is === 'refused' && answer.code, 'already_canceled');
    assert.deepEqual(amountsSent(), []);
  });

  const unreadable: readonly { name: string; fault: Fault }[] = [
    { name: 'is lost', fault: { answers: 'reset-before-headers' } },
    { name: 'is 500', fault: { status: 500 } },
    { name: 'names no amount', fault: { fields: { value: undefined } } },
    { name: 'names an amount in reais', fault: { fields: { value: 10.35 } } },
    { name: 'is of another payment', fault: { fields: { paymentId: '0'.repeat(42) } } },
  ];
  for (const { name, fault } of unreadable) {
    test(`of all is not sent where the look-up before ${name}`, async (t) => {
      const { provider, cancel, amountsSent } = await setScene(t);
      provider.next(fault, { kind: 'read' });

      const answer = await cancel(undefined);

      assert.equal(answer.is === 'not_sent' && answer.code, 'provider_unavailable');
      assert.deepEqual(amountsSent(), []);
    });
  }

  test('previews what it would send first, and with no token', () => {
    const command = {
      merchantId: 'loja-1',
      provider: 'sopague',
      paymentId: '1',
      kind: 'cancellation',
    } as const;
    const [whole] = sopague.preview({ ...command, idempotencyKey: 'k' });
    const [part] = sopague.preview({ ...command, idempotencyKey: 'k', amount: 35 });
    assert.deepEqual([whole?.method, whole?.path], ['GET', '/v1/payments/1']);
    assert.deepEqual([part?.path, part?.body], ['/v1/payments/1/cancel', '{"amount":35}']);
    assert.doesNotMatch(JSON.stringify([whole, part]), /authorization/i);
  });
});
