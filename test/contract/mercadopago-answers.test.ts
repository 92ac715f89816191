import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HTML_PAGE } from '../../local/simulators/kit/faults.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import { AMOUNT } from './contract-row.ts';
import { codeOf, setTrap } from './mercadopago-trap.ts';
import { mercadopagoRow, startMercadopago } from './rows/mercadopago.ts';
import { setScene } from './scene.ts';

describe('a 403', () => {
  const OWN = { message: 'forbidden', error: 'forbidden', status: 403, cause: [] };
  const answers = { status: 403, applies: false } as const;
  for (const method of ['void', 'refund'] as const) {
    test(`in the form of Mercado Pago is a right that is missing, and nothing moved: ${method}`, async (t) => {
      const { scene, simulator } = await setTrap(t, { method });
      simulator.next({ ...answers, body: OWN }, { kind: method === 'void' ? 'cancel' : 'refund' });

      const begun = await scene.begin();

      assert.deepEqual([begun.state, codeOf(begun)], ['accepted', 'provider_auth_failed']);
      assert.equal((await scene.finish(begun)).state, 'succeeded');
      scene.assertSent({ received: 2, effects: 1 });
    });

    for (const body of [HTML_PAGE, { message: 'Forbidden' }])
      test(`of a gateway ends nothing: ${method}, ${JSON.stringify(body).slice(0, 24)}`, async (t) => {
        const { scene, simulator } = await setTrap(t, { method });
        simulator.next({ ...answers, body }, { kind: method === 'void' ? 'cancel' : 'refund' });

        const begun = await scene.begin();

        assert.notEqual(begun.state, 'failed');
        assert.equal((await scene.finish(begun)).state, 'succeeded');
        scene.assertSent({ received: 2, effects: 1 });
      });
  }
});

describe('the key of a refund is remembered for minutes, of an order for a day:', () => {
  for (const [id, minutes, sends] of [
    ['18552260055', 3, 2],
    ['18552260055', 10, 1],
    ['18552260055', 16, 2],
    ['ORD01JQ4S4KY8HWQ6NA5PXB65B3D3', 10, 2],
  ] as const)
    test(`a lost refund of ${id}, ${minutes} minutes ago: ${sends === 1 ? 'no repeat' : 'a repeat'}`, async (t) => {
      const simulator = await startMercadopago();
      const row = { ...mercadopagoRow, start: async () => simulator };
      const scene = await setScene(t, row, { method: 'refund', paymentId: id });
      simulator.createPayment({ id, amount: AMOUNT, status: 'approved' });
      simulator.next({ answers: 'reset-before-headers', applies: false }, { kind: 'refund' });
      const begun = await scene.begin();
      scene.pass(minutes * MINUTE_MS);

      await scene.harness.resume(id, begun);

      assert.equal(simulator.received('refund').length, sends);
    });
});
