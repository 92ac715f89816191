import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CHARGE_STATUSES, pixInquiry } from '../../../functions/pix/inquiry.ts';
import { isEndToEndId } from '../../../functions/pix/payment-id.ts';
import { REFUND_STATUSES } from '../../../functions/pix/refunds.ts';
import type { ArrivedReply } from '../../../shared/ports/exchange.ts';
import type { InquiryOptions } from '../../../shared/provider/connector.ts';
import type { InquiryResult, PaymentSnapshot } from '../../../shared/provider/payment-snapshot.ts';
import { answered, answeredText, LOST } from '../replies.ts';
import { E2E, KEY, REFUND, TXID, toCredentials, toRef, VOID } from './fixtures.ts';

const CREDENTIALS = toCredentials();
const OTHER_E2E = 'E1234567820200909122120200808009';

const charge = (status: unknown, more: object = {}) =>
  answered(200, { txid: TXID, status, valor: { original: '10.35' }, ...more });
const pix = (more: object = {}) =>
  answered(200, { endToEndId: E2E, valor: '10.35', horario: '2026-03-10T13:02:00.000Z', ...more });
const given = (id: string, status: string, valor = '5.00') => ({ id, status, valor, horario: {} });
const error = (type: string, status = 404) =>
  answered(status, { type: `https://pix.bcb.gov.br/api/v2/error/${type}`, title: 'T', status });
const efi = (nome: string) => answered(400, { nome, mensagem: 'M' });

function inquire(
  paymentId: string,
  replies: readonly ArrivedReply[],
  options: InquiryOptions = REFUND,
): InquiryResult {
  return pixInquiry.toResult(replies, toRef(paymentId), options, CREDENTIALS);
}

function snapshotOf(...args: Parameters<typeof inquire>): PaymentSnapshot {
  const result = inquire(...args);
  assert.ok(result.is === 'snapshot', JSON.stringify(result));
  return result.snapshot;
}

const next = (paymentId: string, replies: readonly ArrivedReply[], options: InquiryOptions = REFUND) =>
  pixInquiry.toNextRequest?.(replies, toRef(paymentId), options)?.path;

describe('what an inquiry asks for', () => {
  test('is the charge of a txid, and the Pix of an endToEndId', () => {
    assert.deepEqual(pixInquiry.toRequests(toRef(TXID), VOID), [
      { host: 'query', method: 'GET', path: `/cob/${TXID}` },
    ]);
    assert.deepEqual(pixInquiry.toRequests(toRef(E2E), VOID), [{ method: 'GET', path: `/pix/${E2E}` }]);
    assert.deepEqual(
      [isEndToEndId(E2E), isEndToEndId(TXID), isEndToEndId(`e${E2E.slice(1)}`)],
      [true, false, false],
    );
  });

  test('is the other kind of charge where the first is not found, by the standard and at Efí', () => {
    for (const none of [error('CobNaoEncontrado'), error('NaoEncontrado'), efi('cobranca_nao_encontrada')])
      assert.equal(next(TXID, [none]), `/cobv/${TXID}`);
    for (const other of [answeredText(404, '<html></html>'), answered(500, {}), LOST, charge('ATIVA')])
      assert.equal(next(TXID, [other]), undefined);
  });

  test('is the only Pix of a charge, for a refund', () => {
    const paid = charge('CONCLUIDA', { pix: [{ endToEndId: E2E }] });
    assert.equal(next(TXID, [paid]), `/pix/${E2E}`);
    assert.equal(next(TXID, [paid], VOID), undefined);
    assert.equal(next(TXID, [error('CobNaoEncontrado'), paid]), `/pix/${E2E}`);
    const several = charge('CONCLUIDA', { pix: [{ endToEndId: E2E }, { endToEndId: OTHER_E2E }] });
    assert.equal(next(TXID, [several]), undefined);
    for (const endToEndId of [null, '', '../cob/1', 7, { id: E2E }])
      assert.equal(
        next(TXID, [charge('CONCLUIDA', { pix: [{ endToEndId }] })]),
        endToEndId === 7 ? '/pix/7' : undefined,
      );
  });

  test('is our refund by its id, where a request of it may have left and the Pix does not show it', () => {
    const path = `/pix/${E2E}/devolucao/${KEY}`;
    assert.equal(next(E2E, [pix()]), path);
    assert.equal(next(E2E, [pix({ devolucoes: [given('app', 'DEVOLVIDO')] })]), path);
    assert.equal(next(E2E, [pix({ devolucoes: [given(KEY, 'EM_PROCESSAMENTO')] })]), undefined);
    assert.equal(next(E2E, [pix()], { method: 'refund' }), undefined);
    assert.equal(next(E2E, [error('PixNaoEncontrado')]), undefined);
    assert.equal(next(E2E, [pix(), error('PixDevolucaoNaoEncontrada')]), undefined);
  });
});

describe('a charge', () => {
  const statuses = {
    ATIVA: 'pending',
    CONCLUIDA: 'paid',
    REMOVIDA_PELO_USUARIO_RECEBEDOR: 'canceled',
    REMOVIDO_PELO_USUARIO_RECEBEDOR: 'canceled',
    REMOVIDA_PELO_PSP: 'canceled',
    REMOVIDO_PELO_PSP: 'canceled',
  };
  for (const [status, is] of Object.entries(statuses))
    test(`that is ${status} is ${is}`, () => {
      const snapshot = snapshotOf(TXID, [charge(status)], VOID);
      assert.deepEqual([snapshot.status, snapshot.providerStatus, snapshot.isUnlisted], [is, status, false]);
      assert.equal(snapshot.isCanceledByOthers, status.endsWith('PSP'));
      assert.deepEqual(snapshot.reference, { charge: 'cob' });
    });
  test('has these statuses', () => assert.deepEqual(CHARGE_STATUSES, statuses));

  for (const status of ['ATIVO', 'NOVA', 'toString', '__proto__'])
    test(`that is ${status} is unrecognized`, () =>
      assert.partialDeepStrictEqual(snapshotOf(TXID, [charge(status)], VOID), {
        status: 'unrecognized',
        isUnlisted: true,
      }));

  for (const status of [undefined, null, 7, ' '])
    test(`whose status is ${JSON.stringify(status)} cannot be read`, () =>
      assert.equal(inquire(TXID, [charge(status)], VOID).is, 'unavailable'));

  test('is paid where there is a Pix, whatever its status says, and of the amount of that', () => {
    for (const status of [...Object.keys(statuses), 'NOVA']) {
      const paid = charge(status, { pix: [{ endToEndId: E2E, valor: '99.00' }] });
      assert.partialDeepStrictEqual(snapshotOf(TXID, [paid], VOID), { status: 'paid', total: 9900 });
    }
  });

  test('that is paid by a Pix which does not show has no amount, so that no refund goes out', () => {
    const snapshot = snapshotOf(TXID, [charge('CONCLUIDA')]);
    assert.deepEqual(
      [snapshot.total, snapshot.refunds, snapshot.refundsComplete],
      [undefined, undefined, false],
    );
  });

  test('with a due date is one, and is named so in the request', () =>
    assert.deepEqual(snapshotOf(TXID, [error('CobNaoEncontrado'), charge('ATIVA')], VOID).reference, {
      charge: 'cobv',
    }));

  test('names its Pix for the refund', () => {
    const paid = charge('CONCLUIDA', { pix: [{ endToEndId: E2E }] });
    assert.deepEqual(snapshotOf(TXID, [paid, pix()]).reference, { endToEndId: E2E });
    assert.equal(snapshotOf(E2E, [pix()]).reference, undefined);
  });

  test('that several Pix paid is not refunded by its txid, and says by which ids it is', () => {
    const rows = [E2E, OTHER_E2E].map((endToEndId) => ({ endToEndId, valor: '10.35' }));
    const snapshot = snapshotOf(TXID, [charge('CONCLUIDA', { pix: rows })]);
    assert.deepEqual([snapshot.total, snapshot.reference], [2070, undefined]);
    assert.equal(snapshot.notRefundable?.code, 'not_refundable');
    assert.match(snapshot.notRefundable?.detail ?? '', new RegExp(`${E2E}, ${OTHER_E2E}`));
  });

  const paid = charge('CONCLUIDA', { pix: [{ endToEndId: E2E }] });
  const unreadable: readonly (readonly [name: string, replies: readonly ArrivedReply[]])[] = [
    ['of another txid', [charge('ATIVA', { txid: 'another' })]],
    ['without a txid', [charge('ATIVA', { txid: null })]],
    ['answered with 201', [{ ...charge('ATIVA'), status: 201 }]],
    ['answered with 304', [answeredText(304, '')]],
    ['answered with HTML', [answeredText(404, '<html></html>')]],
    ['lost', [LOST]],
    ['not found, whose other kind is lost', [error('CobNaoEncontrado'), LOST]],
    ['whose Pix is another', [paid, pix({ endToEndId: OTHER_E2E })]],
    ['whose Pix is not found', [paid, error('PixNaoEncontrado')]],
    ['whose Pix is lost', [paid, LOST]],
  ];
  for (const [name, replies] of unreadable)
    test(`${name} cannot be read`, () => assert.equal(inquire(TXID, replies).is, 'unavailable'));

  test('of neither kind is not there', () => {
    const twice = [error('CobNaoEncontrado'), error('CobVNaoEncontrada')];
    assert.partialDeepStrictEqual(inquire(TXID, twice), { is: 'not_found', conclusive: true });
    const atEfi = [efi('cobranca_nao_encontrada'), efi('cobranca_nao_encontrada')];
    assert.partialDeepStrictEqual(inquire(TXID, atEfi), { is: 'not_found', conclusive: true });
  });
});

describe('a Pix', () => {
  test('that is not there, or is gone, is not found', () => {
    for (const none of [
      error('PixNaoEncontrado'),
      efi('pix_nao_encontrado'),
      error('PermanentementeRemovido', 410),
    ])
      assert.partialDeepStrictEqual(inquire(E2E, [none]), { is: 'not_found', conclusive: true });
  });

  test('that the bank denies is for the credentials', () => {
    const denied = { is: 'unavailable', code: 'provider_auth_failed', credentialsRefused: true };
    assert.partialDeepStrictEqual(inquire(E2E, [error('AcessoNegado', 403)]), denied);
    const paid = charge('CONCLUIDA', { pix: [{ endToEndId: E2E }] });
    assert.partialDeepStrictEqual(inquire(TXID, [paid, error('AcessoNegado', 403)]), denied);
    const gateway = inquire(E2E, [answeredText(403, '<html></html>')]);
    assert.partialDeepStrictEqual(gateway, { is: 'unavailable', code: 'provider_unavailable' });
  });

  const rows: readonly (readonly [devolucoes: unknown, status: string, complete: boolean])[] = [
    [undefined, 'paid', true],
    [null, 'paid', true],
    [[], 'paid', true],
    [{}, 'paid', false],
    [[given('a', 'EM_PROCESSAMENTO', '10.35')], 'paid', true],
    [[given('a', 'NAO_REALIZADO', '10.35')], 'paid', true],
    [[given('a', 'DEVOLVIDO')], 'partially_refunded', true],
    [[given('a', 'DEVOLVIDO', '10.35')], 'refunded', true],
    [[given('a', 'DEVOLVIDO'), given('b', 'DEVOLVIDO', '5.35')], 'refunded', true],
    [[given('a', 'DEVOLVIDO'), given('a', 'DEVOLVIDO')], 'partially_refunded', false],
    [[given('a', 'DEVOLVIDO', 'dez')], 'partially_refunded', true],
  ];
  for (const [devolucoes, status, complete] of rows)
    test(`with ${JSON.stringify(devolucoes)} is ${status}`, () => {
      const snapshot = snapshotOf(E2E, [pix({ devolucoes })], { method: 'refund' });
      assert.deepEqual([snapshot.status, snapshot.refundsComplete, snapshot.total], [status, complete, 1035]);
    });

  test('has refunds with every field that decides, and none that is made up', () => {
    const row = {
      ...given('a', 'DEVOLVIDO', '1234.56'),
      horario: { solicitacao: '2026-03-10T10:02:00.12-03:00' },
      natureza: 'MED_FRAUDE',
    };
    assert.deepEqual(snapshotOf(E2E, [pix({ devolucoes: [row] })]).refunds, [
      {
        id: 'a',
        isOurs: false,
        amount: 123_456,
        status: 'succeeded',
        providerStatus: 'DEVOLVIDO',
        createdAt: Date.parse('2026-03-10T13:02:00.120Z'),
      },
    ]);
  });

  test('has refunds that failed for the balance only where the bank speaks of one', () => {
    const failed = (motivo?: string) =>
      snapshotOf(E2E, [pix({ devolucoes: [{ ...given('a', 'NAO_REALIZADO'), motivo }] })]).refunds?.[0]?.code;
    assert.equal(failed('Saldo insuficiente'), 'merchant_balance_insufficient');
    for (const motivo of [undefined, 'Negado por timeout', 'saldou'])
      assert.equal(failed(motivo), 'declined_by_provider');
  });

  test('keeps the others, where one row is odd', () => {
    for (const odd of [{ valor: '1.00' }, given('a', 'NOVO'), given('a', 'toString')]) {
      const { refunds, isUnlisted } = snapshotOf(E2E, [pix({ devolucoes: [odd, given('b', 'DEVOLVIDO')] })]);
      assert.deepEqual(
        [refunds?.map(({ status }) => status), isUnlisted],
        [['unrecognized', 'succeeded'], true],
      );
    }
  });

  test('has none by a row that says nothing', () => {
    for (const odd of [null, 'DEVOLVIDO', 7, {}, [], { id: null }]) {
      const { refunds, refundsComplete } = snapshotOf(E2E, [pix({ devolucoes: [odd] })]);
      assert.deepEqual([refunds, refundsComplete], [[], true]);
    }
  });

  test('has three statuses of refunds', () =>
    assert.deepEqual(REFUND_STATUSES, {
      EM_PROCESSAMENTO: 'processing',
      DEVOLVIDO: 'succeeded',
      NAO_REALIZADO: 'failed',
    }));

  test('has our refund, whether its list shows it or its id does', () => {
    const ours = { isOurs: true, status: 'processing' };
    const listed = snapshotOf(E2E, [pix({ devolucoes: [given(KEY, 'EM_PROCESSAMENTO')] })]);
    const byId = snapshotOf(E2E, [pix(), answered(200, given(KEY, 'EM_PROCESSAMENTO'))]);
    for (const { refunds, refundsComplete } of [listed, byId]) {
      assert.partialDeepStrictEqual(refunds, [ours]);
      assert.equal(refundsComplete, true);
    }
  });

  test('whose refund was not answered for is not known to be without it', () => {
    const answers = [LOST, answered(500, {}), answeredText(404, ''), answered(200, given('x', 'DEVOLVIDO'))];
    for (const reply of answers)
      assert.equal(snapshotOf(E2E, [pix(), reply]).refundsComplete, false, JSON.stringify(reply));
    for (const none of [
      error('PixDevolucaoNaoEncontrada'),
      efi('devolucao_nao_encontrada'),
      error('NaoEncontrado'),
    ])
      assert.deepEqual(snapshotOf(E2E, [pix(), none]).refundsComplete, true);
  });
});

describe('an endToEndId that no path could name', () => {
  const odd = { endToEndId: 'E1/../cob\u0000', valor: '10.35', horario: '2026-03-10T13:02:00.000Z' };

  test('is not asked about, and no request is made of it', () => {
    const replies = [charge('CONCLUIDA', { pix: [odd] })];
    assert.equal(next(TXID, replies), undefined);
    const { status, reference } = snapshotOf(TXID, replies);
    assert.deepEqual([status, reference?.endToEndId], ['paid', undefined]);
  });
});
