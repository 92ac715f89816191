import type { Fault, FaultTarget } from '../../local/simulators/kit/faults.ts';
import type { ProviderId } from './canary-secrets.ts';
import { PAYER_FIELDS, PERSONAL_DATA } from './personal-data.ts';

/** One thing that a provider may do to what is asked of it. */
export type Round = {
  readonly what: 'cancellations' | 'refunds';
  readonly fault: Fault;
  readonly target?: FaultTarget;
};

type ToBody = (words: string) => unknown;

/** An error in the envelopes of each provider, with words in every place that is for words. */
const ERROR_BODIES: Readonly<Record<ProviderId, readonly ToBody[]>> = {
  letpay: [(words) => ({ errors: [{ code: '99.99.0001', description: words }], message: words })],
  sopague: [(words) => [{ tag: words, description: words }], (words) => ({ title: words, detail: words })],
  mercadopago: [
    (words) => ({
      message: words,
      error: words,
      status: 400,
      cause: [{ code: 2063, description: words, data: words }],
    }),
    (words) => ({ errors: [{ code: words, message: words, details: [words] }] }),
  ],
  pix: [
    (words) => ({ nome: 'status_cobranca_invalido', mensagem: words }),
    (words) => ({
      type: `https://pix.bcb.gov.br/api/v2/error/${words}`,
      ...{ title: words, detail: words, violacoes: [{ razao: words, propriedade: words, valor: words }] },
    }),
    (words) => ({ error: words, error_description: words }),
    (words) => ({ erros: [{ codigo: words, mensagem: words }] }),
  ],
};

/** Members that providers fill with words. */
const toFields = (words: string) => ({
  ...{ transaction_status: words, authorizationCode: words, returnCode: words, message: words },
  ...{ statusDescription: words, transactionStatus: words, method: words },
  ...{ status: words, status_detail: words, payment_method_id: words, motivo: words, descricao: words },
});

/** What a provider may repeat. `words`: by round, secrets of ours that it knows, and data of the payer. `id`: a secret alone. */
type Repeated = { readonly words: (round: number) => string; readonly id: string };

/** All that a provider may do, and repeat. */
export function toRounds(provider: ProviderId, { words: toWords, id }: Repeated): readonly Round[] {
  let round = 0;
  const words = () => toWords(round++);
  const toBody = () => {
    const bodies = ERROR_BODIES[provider];
    return bodies[round % bodies.length]?.(words());
  };
  const cancel = (fault: Fault, target?: FaultTarget): Round => ({
    what: 'cancellations',
    fault,
    ...(target && { target }),
  });
  return [
    ...[422, 400, 500, 429, 401, 403, 404, 409].map((status) => cancel({ status, body: toBody() })),
    cancel({ status: 502, body: `<html>${words()}</html>` }),
    cancel({ status: 302, headers: { location: `/?token=${encodeURIComponent(words())}` } }),
    cancel({ fields: toFields(words()) }),
    cancel({
      fields: { authorizationCode: PERSONAL_DATA['a card number'], returnCode: PERSONAL_DATA['a CPF'] },
    }),
    cancel({ fields: toFields(words()) }, { kind: 'read' }),
    cancel({ fields: PAYER_FIELDS }, { kind: 'read', times: 3 }),
    cancel({ fields: PAYER_FIELDS }),
    cancel({ answers: 'truncated' }),
    cancel({ applies: true, answers: 'reset-before-headers' }),
    ...[400, 404, 422, 500].map((status) => cancel({ status, body: toBody() }, { kind: 'read' })),
    ...toLogins(provider, toBody, words),
    ...toRefundRounds(provider, toBody, words),
    ...toIdRounds(id),
  ];
}

function toLogins(provider: ProviderId, toBody: () => unknown, words: () => string): readonly Round[] {
  if (provider === 'mercadopago') return [];
  const faults: readonly Fault[] = [
    { status: 403, body: toBody() },
    { status: 401, body: toBody() },
    { status: 200, body: words() },
    { fields: { ...toFields(words()), scope: words(), error: words() } },
    { answers: 'reset-after-headers' },
  ];
  return faults.map((fault) => ({ what: 'cancellations', fault, target: { kind: 'login' } }));
}

/** A secret in place of an id, or of a code that is kept like one. */
function toIdRounds(id: string): readonly Round[] {
  const fields = { refund_id: id, refundId: id, rtrId: id, payment_method_id: id, paymentMethod: id };
  const refund: Fault = { fields: { ...fields, id } };
  const listed: Fault = { body: [{ ...fields, id, status: 'approved', amount: 1, value: 100 }] };
  const faults: readonly [Fault, FaultTarget][] = [
    [refund, { kind: 'refund' }],
    [{ fields }, { kind: 'read', times: 3 }],
    [listed, { kind: 'list_refunds', times: 3 }],
  ];
  return faults.map(([fault, target]) => ({ what: 'refunds', fault, target }));
}

function toRefundRounds(provider: ProviderId, toBody: () => unknown, words: () => string): readonly Round[] {
  // At SoPague a person files it, and the list of requests is read.
  const kind = provider === 'sopague' ? 'list_refund_requests' : 'refund';
  const faults: readonly [Fault, FaultTarget][] = [
    ...[400, 404, 422, 403, 500].map((status): [Fault, FaultTarget] => [
      { status, body: toBody() },
      { kind },
    ]),
    [{ fields: toFields(words()) }, { kind }],
    [{ fields: PAYER_FIELDS }, { kind }],
    [{ fields: PAYER_FIELDS }, { kind: 'read', times: 3 }],
    [{ applies: true, answers: 'reset-before-headers' }, { kind }],
    [{ status: 400, body: toBody() }, { kind: 'read_refund' }],
    [{ status: 400, body: toBody() }, { kind: 'list_refunds' }],
  ];
  return faults.map(([fault, target]) => ({ what: 'refunds', fault, target }));
}
