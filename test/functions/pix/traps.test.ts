import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Credentials } from '../../../functions/pix/credentials.ts';
import { pixNotification } from '../../../functions/pix/notification.ts';
import type { PixSimulator } from '../../../local/simulators/pix/simulator.ts';
import { HOUR_MS, MINUTE_MS } from '../../../shared/domain/time.ts';
import { problemOf } from '../../../shared/operation/view.ts';
import { AMOUNT, PART } from '../../contract/contract-row.ts';
import { pixRow } from '../../contract/rows/pix.ts';
import type { Scene } from '../../contract/scene.ts';
import { assertState, setBank } from './bank.ts';

/** What merchants and their clients ran into, played through the core against the simulator. */

const XML = '<?xml version="1.0"?><soapenv:Fault><faultstring>Policy Falsified</faultstring></soapenv:Fault>';

const dialects = (['standard', 'efi'] as const).flatMap((dialect) =>
  (['same', 'refused'] as const).map((repeat) => ({ dialect, repeat })),
);

function idsOf(bank: PixSimulator, paymentId: string): readonly string[] {
  return bank.refundsOf(paymentId).map(({ id }) => id);
}

/** The ids in the paths of the refunds that were asked for. */
function sentIds(scene: Scene<Credentials>): readonly string[] {
  return scene.received().map(({ path }) => path.split('/').at(-1) ?? '');
}

describe('a refund whose answer was lost', () => {
  for (const rules of dialects) {
    test(`is found by its id, at a bank with ${JSON.stringify(rules)}`, async (t) => {
      const { scene, bank } = await setBank(t, rules);
      scene.next({ applies: true, answers: 'reset-before-headers' });

      assertState(await scene.finish(await scene.begin()), 'succeeded');

      assert.equal(scene.returned(), AMOUNT);
      assert.equal(idsOf(bank, scene.paymentId).length, 1);
    });

    test(`is sent by no other id while reads are late, at a bank with ${JSON.stringify(rules)}`, async (t) => {
      const { scene, bank } = await setBank(t, { ...rules, readLagMs: 5 * MINUTE_MS });
      scene.next({ applies: true, answers: 'reset-before-headers' });

      assertState(await scene.finish(await scene.begin()), 'succeeded');

      assert.equal(scene.returned(), AMOUNT);
      assert.equal(idsOf(bank, scene.paymentId).length, 1);
      assert.equal(new Set(sentIds(scene)).size, 1);
    });
  }

  test('and which was never executed goes again by the same id', async (t) => {
    const { scene } = await setBank(t);
    scene.next({ applies: false, answers: 'reset-before-headers' });

    assertState(await scene.finish(await scene.begin()), 'succeeded');

    const [first, second] = sentIds(scene);
    assert.equal(first, second);
    assert.equal(scene.returned(), AMOUNT);
  });

  test('and whose next answer is that there is no such Pix is not called refused', async (t) => {
    const { scene } = await setBank(t);
    scene.next({ applies: true, answers: 'reset-before-headers' });
    scene.provider.next({ status: 503 }, { kind: 'read_refund', times: 3 });
    scene.next({ applies: false, status: 400, body: { nome: 'pix_nao_encontrado', mensagem: 'M' } });

    assertState(await scene.finish(await scene.begin()), 'succeeded');
    assert.equal(scene.returned(), AMOUNT);
  });

  test('and whose id then shows with another amount is for people', async (t) => {
    const { scene, bank } = await setBank(t);
    scene.next({ applies: true, answers: 'reset-before-headers' });
    const begun = await scene.begin({ amount: 2 * PART });
    assertState(begun, 'unknown');
    const [refund] = bank.refundsOf(scene.paymentId);
    Object.assign(refund ?? assert.fail('it was executed'), { amount: PART });

    assertState(await scene.finish(begun), 'manual_review');
    assert.equal(scene.received().length, 1);
  });

  test('which a gateway then answers with XML is unknown, and money moves once', async (t) => {
    const { scene } = await setBank(t);
    scene.next({ applies: true, status: 500, body: XML });

    const begun = await scene.begin();
    assertState(begun, 'unknown');
    assertState(await scene.finish(begun), 'succeeded');
    assert.equal(scene.returned(), AMOUNT);
  });
});

describe('a refund that the bank settles later', () => {
  test('is processing until it is settled, an hour later too', async (t) => {
    const { scene } = await setBank(t, { refundTakesMs: HOUR_MS });
    const began = scene.now();

    const begun = await scene.begin();
    assertState(begun, 'processing');
    const ended = await scene.finish(begun);

    assertState(ended, 'succeeded');
    assert.ok(scene.now() - began >= HOUR_MS);
    scene.assertSent({ received: 1, effects: 1 });
  });

  test('and which then fails has failed finally; another operation has another id', async (t) => {
    const { scene, bank } = await setBank(t, { refundEnds: 'NAO_REALIZADO', motivo: 'Saldo insuficiente' });

    const failed = await scene.finish(await scene.begin());
    assertState(failed, 'failed');
    assert.equal(problemOf(failed)?.code, 'merchant_balance_insufficient');
    assertState(await scene.begin(), 'failed');
    assert.equal(scene.received().length, 1, 'the same key sends nothing');

    bank.rules.refundEnds = 'DEVOLVIDO';
    assertState(await scene.finish(await scene.begin({ key: 'key-2' })), 'succeeded');
    assert.equal(new Set(sentIds(scene)).size, 2);
    assert.equal(scene.returned(), AMOUNT);
  });

  test('is final at once where the answer says so', async (t) => {
    const done = await setBank(t, { answersAtOnce: true, refundStatus: 200 });
    assertState(await done.scene.begin(), 'succeeded');
    const failed = await setBank(t, { answersAtOnce: true, refundEnds: 'NAO_REALIZADO', motivo: 'Negado' });
    const operation = await failed.scene.begin();
    assertState(operation, 'failed');
    assert.equal(problemOf(operation)?.code, 'declined_by_provider');
  });
});

test('the same click twice is one refund, and another click by another key is not', async (t) => {
  const { scene, bank } = await setBank(t);
  for (let clicks = 0; clicks < 3; clicks++) await scene.finish(await scene.begin({ amount: PART }));
  assert.deepEqual([scene.returned(), idsOf(bank, scene.paymentId).length], [PART, 1]);

  await scene.finish(await scene.begin({ amount: PART, key: 'key-2' }));
  assert.deepEqual([scene.returned(), idsOf(bank, scene.paymentId).length], [2 * PART, 2]);
  const ids = idsOf(bank, scene.paymentId);
  assert.ok(ids.every((id) => /^[a-z0-9]{26,35}$/.test(id)));
});

test('a webhook of several Pix, with all of their refunds, names each of them', async (t) => {
  const { bank } = await setBank(t);
  const first = bank.createPayment({ amount: AMOUNT, status: 'CONCLUIDA' });
  const second = bank.createPix(AMOUNT);
  bank.refundOutside(first, 100);
  bank.refundOutside(first, 200);

  const source = pixRow.notification('').source;
  const ids = pixNotification.toPaymentIds(bank.toWebhook(first, second), source);

  assert.equal(ids.length, 3);
  assert.ok(ids.includes(first) && ids.includes(second));
});

describe("refunds that were made in the bank's app or by its fraud procedure", () => {
  for (const by of ['app', 'fraud'] as const) {
    test(`(${by}) count in what is left, and are never claimed`, async (t) => {
      const { scene, bank } = await setBank(t);
      bank.refundOutside(scene.paymentId, PART, by);

      const tooMuch = await scene.begin({ amount: AMOUNT });
      assertState(tooMuch, 'failed');
      assert.equal(problemOf(tooMuch)?.code, 'amount_exceeds_available');
      assert.deepEqual(problemOf(tooMuch)?.amounts, { total: AMOUNT, returned: PART, left: AMOUNT - PART });
      assert.equal(scene.received().length, 0);

      const rest = await scene.finish(await scene.begin({ key: 'key-2' }));
      assert.ok(rest.state === 'succeeded');
      assert.equal(rest.appliedAmount, AMOUNT - PART);
    });

    test(`(${by}) between the preflight and the request are named as the reason of its refusal`, async (t) => {
      const { scene, bank } = await setBank(t, { dialect: 'standard' });
      bank.onEvent((event) => {
        const isFirst = event.type === 'received' && event.request.kind === 'refund';
        if (isFirst && bank.refundsOf(scene.paymentId).length === 0)
          bank.refundOutside(scene.paymentId, PART, by);
      });

      const operation = await scene.begin();

      assertState(operation, 'failed');
      assert.equal(problemOf(operation)?.code, 'amount_exceeds_available');
      assert.equal(scene.returned(), PART);
    });
  }

  test('of the same amount, while ours was lost on its way, do not make ours done', async (t) => {
    const { scene, bank } = await setBank(t);
    scene.next({ applies: false, answers: 'reset-before-headers' });
    const begun = await scene.begin({ amount: PART });
    bank.refundOutside(scene.paymentId, PART);

    assertState(await scene.finish(begun), 'succeeded');
    assert.equal(scene.returned(), 2 * PART);
  });
});

describe('a removal', () => {
  test('that a payment overtakes leaves a Pix that shows, and that is given back by its own id', async (t) => {
    const { scene, bank } = await setBank(t, { paysOnRemoval: true }, { method: 'void' });

    assertState(await scene.begin(), 'succeeded');

    const shown = await scene.harness.inquire(scene.paymentId, { method: 'refund' });
    assert.ok(shown.is === 'snapshot');
    assert.deepEqual([shown.snapshot.status, shown.snapshot.total], ['paid', AMOUNT]);
    const { endToEndId } = shown.snapshot.reference ?? {};
    assert.ok(endToEndId);
    const refund = { paymentId: endToEndId, kind: 'refund', strategy: 'refund_only' } as const;
    await scene.harness.begin(refund);
    assert.equal(bank.refunded(endToEndId), AMOUNT);
  });

  test('of a charge that is paid, by whatever amount, sends nothing and says how to go on', async (t) => {
    const { scene, bank } = await setBank(t, {}, { method: 'void' });
    bank.pay(scene.paymentId, 7);

    const operation = await scene.begin();

    assertState(operation, 'failed');
    const { code, suggestion } = problemOf(operation) ?? {};
    assert.deepEqual([code, suggestion], ['not_cancelable', 'refund']);
    assert.equal(bank.received('cancel').length, 0);
  });

  test('of a charge that is paid, and which the bank shows as active for hours, is refused once and not repeated', async (t) => {
    for (const dialect of ['standard', 'efi'] as const) {
      const { scene, bank } = await setBank(t, { dialect, chargeLagMs: HOUR_MS }, { method: 'void' });
      bank.pay(scene.paymentId);

      const ended = await scene.finish(await scene.begin());

      assertState(ended, 'failed');
      assert.equal(problemOf(ended)?.code, 'not_cancelable');
      scene.assertSent({ received: 1, effects: 0 });
    }
  });

  test('of a charge that is due, or that the bank spells in its other way, is done', async (t) => {
    const { scene, bank } = await setBank(
      t,
      { removed: 'REMOVIDO', dialect: 'standard' },
      { method: 'void' },
    );
    const paymentId = bank.createPayment({ amount: AMOUNT, kind: 'cobv' });

    assertState(await scene.harness.begin({ paymentId, kind: 'cancellation' }), 'succeeded');

    assert.equal(bank.received('cancel')[0]?.path, `/cobv/${paymentId}`);
  });

  test('whose repeat is refused since the first was executed is done', async (t) => {
    for (const dialect of ['standard', 'efi'] as const) {
      const { scene } = await setBank(t, { dialect }, { method: 'void' });
      scene.next({ applies: true, answers: 'reset-before-headers' });
      scene.provider.next({ status: 503 }, { kind: 'read', times: 1 });

      assertState(await scene.finish(await scene.begin()), 'succeeded');
      assert.equal(scene.provider.effects(scene.paymentId), 1);
    }
  });

  test('of what the bank removed meanwhile is not called ours', async (t) => {
    const { scene, bank } = await setBank(t, {}, { method: 'void' });
    scene.next({ applies: false, answers: 'reset-before-headers' });
    const begun = await scene.begin();
    bank.setStatus(scene.paymentId, 'REMOVIDA_PELO_PSP');

    const ended = await scene.finish(begun);

    assertState(ended, 'failed');
    assert.equal(problemOf(ended)?.code, 'already_canceled');
  });

  test('that a refund asks for, of what nobody has paid, is one', async (t) => {
    const { scene } = await setBank(t, {}, { method: 'void' });
    const operation = await scene.harness.begin({ paymentId: scene.paymentId, kind: 'refund' });
    assertState(operation, 'succeeded');
    assert.equal(operation.method, 'void');
  });
});

describe('a charge by its txid', () => {
  test('is refunded by the only Pix that paid it, of the amount of that', async (t) => {
    const { scene, bank } = await setBank(t);
    const paymentId = bank.createPayment({ amount: AMOUNT });
    const endToEndId = bank.pay(paymentId, 2 * AMOUNT);

    const begun = await scene.harness.begin({ paymentId, kind: 'refund' });

    assertState(begun, 'processing');
    assert.match(bank.received('refund')[0]?.path ?? '', new RegExp(`^/pix/${endToEndId}/devolucao/`));
    assert.equal(bank.refunded(endToEndId), 2 * AMOUNT);
  });

  test('whose Pix is shown without an id at first waits until it shows', async (t) => {
    const { scene, bank } = await setBank(t);
    const paymentId = bank.createPayment({ amount: AMOUNT });
    const endToEndId = bank.pay(paymentId);
    bank.next({ fields: { pix: [{ endToEndId: null, valor: '10.35' }] } }, { kind: 'read' });

    const begun = await scene.harness.begin({ paymentId, kind: 'refund' });
    assertState(begun, 'accepted');
    assert.equal(problemOf(begun)?.code, 'provider_unavailable');
    scene.pass(MINUTE_MS);
    assertState(await scene.harness.resume(paymentId, begun), 'processing');
    assert.equal(bank.refunded(endToEndId), AMOUNT);
  });

  test('that several Pix paid is refused unsent, with their ids', async (t) => {
    const { scene, bank } = await setBank(t);
    const paymentId = bank.createPayment({ amount: AMOUNT });
    const ids = [bank.pay(paymentId), bank.pay(paymentId)];

    const operation = await scene.harness.begin({ paymentId, kind: 'refund' });

    assertState(operation, 'failed');
    const { code, detail } = problemOf(operation) ?? {};
    assert.equal(code, 'not_refundable');
    for (const id of ids) assert.ok(detail?.includes(id));
    assert.equal(bank.received('refund').length, 0);
  });
});

test('what an error hides in its prose decides nothing', async (t) => {
  const { scene } = await setBank(t);
  const body = { title: 'T', status: 500, violacoes: [{ razao: '422 : [{"codigo":"PixNaoEncontrado"}]' }] };
  scene.next({ applies: true, status: 500, body });

  const begun = await scene.begin();

  assertState(begun, 'unknown');
  assertState(await scene.finish(begun), 'succeeded');
});

test('nothing is searched by date: the bank lists Pix by the day of their receipt alone', async (t) => {
  const { scene, bank } = await setBank(t);
  await scene.finish(await scene.begin());
  assert.deepEqual(
    bank.received().filter(({ path }) => path.includes('?') || path === '/pix'),
    [],
  );
});
