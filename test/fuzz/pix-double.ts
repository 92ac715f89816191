import type { ProviderRequest } from '../../shared/ports/exchange.ts';
import type { About, Answer } from './mercadopago-double.ts';

const END_TO_END_ID = 'E1234567820261120120200808008abcd';

/** Codes with which a request that was not carried out is refused, in Efí's envelope; and others. */
const CODES = [
  'motivo_novo',
  'status_cobranca_invalido',
  'devolucao_id_duplicado',
  'pix_nao_encontrado',
  'cobranca_nao_encontrada',
  undefined,
  'valor_invalido',
  '',
];

/** Pix's part of the double: a charge, and the Pix that paid it; one id of a refund is executed once. */
export function createPixDouble({ paymentId, total, paid, elsewhere, effects }: About) {
  const byId = new Map<string, number>();
  const refunded = () => elsewhere + effects.reduce((sum, one) => sum + (one.refund ? one.amount : 0), 0);
  return { move, inquire, refuse };

  function move({ method, path, body = '' }: ProviderRequest, applies: boolean, no: number): Answer {
    return method === 'PATCH' ? remove(applies, no) : giveBack(path, JSON.parse(body), { applies, no });
  }

  function remove(applies: boolean, no: number): Answer {
    if (paid || effects.length > 0 || !applies) return refuse(no);
    effects.push({ refund: false, amount: total });
    return { status: 200, body: charge() };
  }

  function giveBack(
    path: string,
    { valor = '' }: { readonly valor?: string },
    { applies, no }: { readonly applies: boolean; readonly no: number },
  ): Answer {
    const id = path.split('/').at(-1) ?? '';
    const before = byId.get(id);
    if (before !== undefined) return { status: 201, body: refund(id, before) };
    const amount = Math.round(Number(valor) * 100);
    if (!paid || !path.includes(END_TO_END_ID) || amount > total - refunded() || !applies) return refuse(no);
    effects.push({ refund: true, amount });
    byId.set(id, amount);
    return {
      status: 201,
      body: { ...refund(id, amount), status: no % 2 ? 'DEVOLVIDO' : 'EM_PROCESSAMENTO' },
    };
  }

  function inquire({ path }: ProviderRequest): Answer {
    const [, kind, id, , refundId] = path.split('/');
    if (kind === 'cob' && id === paymentId) return { status: 200, body: charge() };
    if (kind !== 'pix' || id !== END_TO_END_ID || !paid)
      return {
        status: 404,
        body: { nome: kind === 'pix' ? 'pix_nao_encontrado' : 'cobranca_nao_encontrada' },
      };
    if (refundId === undefined) return { status: 200, body: pix() };
    const amount = byId.get(refundId);
    return amount === undefined
      ? { status: 404, body: { nome: 'devolucao_nao_encontrada', mensagem: 'Não.' } }
      : { status: 200, body: refund(refundId, amount) };
  }

  function refuse(no: number): Answer {
    return { status: no === 3 || no === 4 ? 404 : 422, body: { nome: CODES[no], mensagem: 'Não.' } };
  }

  function charge(): object {
    const status = paid ? 'CONCLUIDA' : effects.length > 0 ? 'REMOVIDA_PELO_USUARIO_RECEBEDOR' : 'ATIVA';
    const calendario = { criacao: '2026-11-20T12:00:00.000Z', expiracao: 9_999_999 };
    return {
      ...{ calendario, txid: paymentId, revisao: 0, status, valor: { original: toReais(total) } },
      ...(paid && { pix: [pix()] }),
    };
  }

  function pix(): object {
    const others = elsewhere > 0 ? [refund('D12345678202611191000abcdefghijk', elsewhere)] : [];
    return {
      endToEndId: END_TO_END_ID,
      txid: paymentId,
      valor: toReais(total),
      horario: '2026-11-20T12:02:00.000Z',
      devolucoes: [...others, ...[...byId].map(([id, amount]) => refund(id, amount))],
    };
  }
}

function refund(id: string, amount: number): object {
  const horario = { solicitacao: '2026-11-21T15:00:01.000Z' };
  return { id, rtrId: `D${id.slice(0, 31)}`, valor: toReais(amount), horario, status: 'DEVOLVIDO' };
}

function toReais(centavos: number): string {
  return (centavos / 100).toFixed(2);
}
