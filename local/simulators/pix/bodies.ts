import { type Charge, type Pix, type Refund, statusOf } from './pix-records.ts';

/** What the simulator's bank does in its own way, and where the standard is silent; may be changed at any time. */
export type PixRules = {
  /** Envelope and codes of errors: the standard's, or Efí's. @default 'efi' */
  dialect: 'standard' | 'efi';
  /** A refund whose id was used: as the first time, or refused, by Efí with a code of its own. @default 'refused' */
  repeat: 'same' | 'refused';
  /** @default 201 */
  refundStatus: 200 | 201;
  /** From the answer to the end of a refund. @default 0: the answer still says EM_PROCESSAMENTO */
  refundTakesMs: number;
  refundEnds: 'DEVOLVIDO' | 'NAO_REALIZADO';
  /** The answer to a refund already says how it ended. @default false */
  answersAtOnce: boolean;
  /** What NAO_REALIZADO is explained with. @default nothing */
  motivo: string | undefined;
  /** For so long after its request a refund is not shown by any read. @default 0 */
  readLagMs: number;
  /** For so long after it was paid, a charge is shown as if it were not. @default 0 */
  chargeLagMs: number;
  /** A Pix comes for a charge at the moment in which it is removed. @default false */
  paysOnRemoval: boolean;
  /** What a login grants. @default everything */
  scopes: readonly string[];
  /** A login says what it grants. @default true */
  showsScopes: boolean;
  /** How a missing scope is answered: at Sicredi as 400. @default 403 */
  deniesWith: 403 | 400;
  /** Words of the status of a removed charge: Inter's has another one. @default 'REMOVIDA' */
  removed: 'REMOVIDA' | 'REMOVIDO';
};

const DEFAULT_RULES: Readonly<PixRules> = {
  dialect: 'efi',
  repeat: 'refused',
  refundStatus: 201,
  refundTakesMs: 0,
  refundEnds: 'DEVOLVIDO',
  answersAtOnce: false,
  motivo: undefined,
  readLagMs: 0,
  chargeLagMs: 0,
  paysOnRemoval: false,
  scopes: ['cob.read', 'cob.write', 'cobv.read', 'cobv.write', 'pix.read', 'pix.write'],
  showsScopes: true,
  deniesWith: 403,
  removed: 'REMOVIDA',
};

/** The rules among a simulator's options, with the defaults for those that are not given. */
export function toRules(options: Partial<PixRules>): PixRules {
  const given = Object.entries(options).filter(([name]) => Object.hasOwn(DEFAULT_RULES, name));
  return { ...DEFAULT_RULES, ...Object.fromEntries(given) };
}

/** Nobody. */
const PERSON = {
  nome: 'Pessoa de Teste',
  cpf: '00000000000',
  logradouro: 'Rua de Teste, 1',
  cidade: 'Brasília',
  uf: 'DF',
  cep: '70000000',
};

/** Centavos as the standard writes them: digits, a dot, and two digits. */
export function toAmount(centavos: number): string {
  return (centavos / 100).toFixed(2);
}

export function toChargeBody(charge: Charge, now: number, rules: PixRules): object {
  const { kind, txid, amount, createdAt, revision } = charge;
  const pix = charge.pix.filter(({ at }) => now >= at + rules.chargeLagMs);
  const status = charge.status === 'CONCLUIDA' && pix.length === 0 ? 'ATIVA' : charge.status;
  const created = new Date(createdAt).toISOString();
  const due = { criacao: created, dataDeVencimento: created.slice(0, 10), validadeAposVencimento: 30 };
  return {
    calendario:
      kind === 'cob' ? { criacao: created, expiracao: rules.dialect === 'efi' ? '3600' : 3600 } : due,
    txid,
    revisao: revision,
    location: `https://pix.example.com/qr/${txid}`,
    status: status.replace('REMOVIDA', rules.removed),
    valor: { original: toAmount(amount), modalidadeAlteracao: 0 },
    chave: '7d9f0335-8dcc-4054-9bf9-0dbd61d36906',
    ...(kind === 'cobv' && { devedor: PERSON, recebedor: PERSON }),
    ...(pix.length > 0 && { pix: pix.map((one) => toPixBody(one, now, rules)) }),
  };
}

export function toPixBody(pix: Pix, now: number, rules: PixRules): object {
  const { endToEndId, txid, amount, at } = pix;
  const shown = pix.refunds.filter(({ requestedAt }) => now >= requestedAt + rules.readLagMs);
  return {
    endToEndId,
    ...(txid !== undefined && { txid }),
    valor: toAmount(amount),
    horario: new Date(at).toISOString(),
    chave: '7d9f0335-8dcc-4054-9bf9-0dbd61d36906',
    ...(shown.length > 0 && { devolucoes: shown.map((one) => toRefundBody(one, now)) }),
  };
}

export function toRefundBody(refund: Refund, now: number): object {
  const { id, rtrId, amount, requestedAt, endsAt, by, motivo } = refund;
  const status = statusOf(refund, now);
  const solicitacao = new Date(requestedAt).toISOString();
  const liquidacao = new Date(endsAt).toISOString();
  return {
    id,
    rtrId,
    valor: toAmount(amount),
    horario: status === 'DEVOLVIDO' ? { solicitacao, liquidacao } : { solicitacao },
    ...(by === 'fraud' && { natureza: 'MED_FRAUDE' }),
    status,
    ...(status === 'NAO_REALIZADO' && motivo !== undefined && { motivo }),
  };
}

/** What each refusal is called at Efí. @source https://dev.efipay.com.br/docs/api-pix/gestao-de-pix/ */
const EFI: Readonly<Record<string, readonly [status: number, nome: string]>> = {
  CobNaoEncontrado: [400, 'cobranca_nao_encontrada'],
  CobVNaoEncontrada: [400, 'cobranca_nao_encontrada'],
  CobOperacaoInvalida: [400, 'status_cobranca_invalido'],
  CobVOperacaoInvalida: [400, 'status_cobranca_invalido'],
  PixNaoEncontrado: [400, 'pix_nao_encontrado'],
  PixDevolucaoNaoEncontrada: [400, 'devolucao_nao_encontrada'],
  IdJaUtilizado: [409, 'devolucao_id_duplicado'],
  ErroInternoDoServidor: [500, 'erro_aplicacao'],
};

/** An error in the envelope of the dialect. A refused repeat has no type of its own in the standard. */
export function toError(dialect: PixRules['dialect'], status: number, code: string, detail: string) {
  const [efiStatus, nome] = EFI[code] ?? [status, code];
  if (dialect === 'efi' && code !== 'AcessoNegado')
    return { status: efiStatus, json: { nome, mensagem: detail } };
  const type = code === 'IdJaUtilizado' ? 'PixDevolucaoInvalida' : code;
  const json = { type: `https://pix.bcb.gov.br/api/v2/error/${type}`, title: type, status, detail };
  return { status, json };
}
