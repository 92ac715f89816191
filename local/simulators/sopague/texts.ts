/**
 * The texts that are documented. A `%s` stands for a status.
 * @source https://docs.sopague.com.br/en/pagamentosAPI/cancelarPagamento
 * @source https://docs.enoqbank.com/en/pagamentosAPI/cancelamentoTransacao/cancelarPedido (the two on requests)
 */
export const DOCUMENTED_TEXTS = {
  notFound: 'Transação não localizada, verifique os dados informados.',
  unknownError: 'Não foi possível executar comando. Erro desconhecido.',
  requestNotFound: 'Pedido de cancelamento não encontrado',
  notPending:
    "Não é possível cancelar. Status atual: '%s'. Apenas pedidos com status 'PENDENTE' podem ser cancelados.",
} as const;

/**
 * Texts that no public page shows: invented, and marked as such, so that nobody matches on them by mistake.
 * `statuses` are invented too, but for `canceled`.
 * @source https://docs.sopague.com.br/en/pagamentosAPI/pesquisarPagamento (Cancelada)
 */
export interface SopagueTexts {
  tooLate: string;
  amountTooHigh: string;
  amountInvalid: string;
  alreadyCanceled: string;
  notCancelable: string;
  partialRefused: string;
  /** `message` of a request that was withdrawn. */
  withdrawn: string;
  /** Shown by a read. */
  statuses: Record<'authorized' | 'captured' | 'partiallyCanceled' | 'canceled' | 'denied', string>;
}

export const DEFAULT_TEXTS: Readonly<SopagueTexts> = {
  tooLate: '[simulador] Cancelamento fora do prazo.',
  amountTooHigh: '[simulador] Valor acima do disponível para cancelamento.',
  amountInvalid: '[simulador] Valor inválido.',
  alreadyCanceled: '[simulador] Transação já cancelada.',
  notCancelable: '[simulador] Transação não pode ser cancelada.',
  partialRefused: '[simulador] Cancelamento parcial não permitido.',
  withdrawn: '[simulador] Pedido retirado.',
  statuses: {
    authorized: 'Autorizada',
    captured: 'Aprovada',
    partiallyCanceled: 'Aprovada',
    canceled: 'Cancelada',
    denied: 'Negada',
  },
};
