import type { EventType } from '../../../shared/domain/event-type.ts';
import { isProblemCode, type ProblemCode } from '../../../shared/domain/problem.ts';
import type { ApiTexts } from './texts-api-en.ts';

const eventTypes: Readonly<Record<EventType, string>> = {
  PaymentCancellationAccepted: 'Cancelamento aceito',
  PaymentCancellationProcessing: 'Cancelamento em processamento',
  PaymentCancellationUnknown: 'Cancelamento de resultado desconhecido',
  PaymentCancellationNeedsReview: 'Cancelamento espera por uma pessoa',
  PaymentCancellationSucceeded: 'Cancelamento concluído',
  PaymentCancellationFailed: 'Cancelamento não realizado',
  PaymentCancellationWithdrawn: 'Cancelamento retirado',
  PaymentRefundAccepted: 'Estorno aceito',
  PaymentRefundProcessing: 'Estorno em processamento',
  PaymentRefundUnknown: 'Estorno de resultado desconhecido',
  PaymentRefundNeedsOperator: 'Estorno precisa ser aberto por uma pessoa',
  PaymentRefundNeedsReview: 'Estorno espera por uma pessoa',
  PaymentRefundSucceeded: 'Estorno concluído',
  PaymentRefundFailed: 'Estorno não realizado',
  PaymentRefundWithdrawn: 'Estorno retirado',
};

const commandTypes: Readonly<Record<string, string>> = {
  PaymentCancellationRequested: 'Cancelamento pedido',
  PaymentRefundRequested: 'Estorno pedido',
};

const runStatuses: Readonly<Record<string, string>> = {
  RUNNING: 'em execução',
  SUCCEEDED: 'concluída',
  FAILED: 'falhou',
  TIMED_OUT: 'prazo esgotado',
  ABORTED: 'interrompida',
};

/** States of the refund flow that ask no provider. */
const nodes: Readonly<Record<string, string>> = {
  'Which action': 'Qual ação',
  Begin: 'Começar',
  Settle: 'Acompanhar',
  'Which provider': 'Qual provedor',
  'How it stands': 'Como está',
  'Money is back': 'Dinheiro devolvido',
  Withdrawn: 'Retirado',
  'Operation failed': 'Operação falhou',
  'Task failed': 'Tarefa falhou',
  'Input refused': 'Entrada recusada',
  'Keep ids': 'Guardar os ids',
  'When to ask again': 'Quando consultar',
  'Wait for a person': 'Esperar uma pessoa',
  'Wait for approval': 'Esperar aprovação',
  'Wait for the switch': 'Esperar religar',
  'Wait for longer': 'Esperar mais tempo',
  'Wait a minute': 'Esperar um minuto',
  'Wait until its time': 'Esperar a hora',
  'Wait a moment': 'Esperar um pouco',
};

const problems: Readonly<Record<ProblemCode, string>> = {
  validation_failed: 'A requisição não é válida.',
  idempotency_key_missing: 'Falta o cabeçalho Idempotency-Key.',
  idempotency_key_invalid: 'O cabeçalho Idempotency-Key não é válido.',
  unauthenticated: 'Quem chama não é conhecido.',
  forbidden: 'Quem chama não pode fazer isto.',
  route_not_found: 'Esta rota não existe.',
  operation_not_found: 'Não há esta operação neste pagamento.',
  payment_not_found: 'O provedor não conhece este pagamento.',
  method_not_allowed: 'Esta rota não aceita este método.',
  payment_busy: 'Outra operação neste pagamento está aberta, ou o seu resultado é desconhecido.',
  operation_limit_reached: 'Este pagamento já teve operações demais.',
  withdraw_not_allowed: 'A operação não pode mais ser retirada.',
  already_canceled: 'O pagamento já está cancelado, e não por esta operação.',
  already_refunded: 'O pagamento já está estornado, e não por esta operação.',
  not_cancelable: 'O estado do pagamento não permite um cancelamento.',
  not_refundable: 'O estado do pagamento não permite um estorno.',
  payload_too_large: 'O corpo da requisição é grande demais.',
  unsupported_media_type: 'O corpo da requisição precisa ser application/json.',
  idempotency_key_reused: 'Esta chave é de outro comando.',
  merchant_not_configured: 'A loja não tem aqui credenciais que possam ser usadas.',
  cancel_window_closed: 'É tarde demais para cancelar este pagamento.',
  refund_window_closed: 'É tarde demais para estornar este pagamento.',
  amount_exceeds_available: 'O valor é maior do que o que resta.',
  partial_not_supported: 'Aqui só o pagamento inteiro pode ser cancelado.',
  amount_invalid: 'O provedor não aceita este valor.',
  declined_by_provider: 'O provedor recusou.',
  merchant_balance_insufficient: 'O saldo da loja não é suficiente.',
  manual_action_required: 'Só pessoas podem fazer isto, fora desta API.',
  rate_limited: 'Requisições demais.',
  internal_error: 'Algo falhou do nosso lado.',
  provider_auth_failed: 'O provedor recusou as credenciais da loja.',
  provider_rejected_request: 'O provedor diz que a nossa requisição está malformada.',
  provider_disabled: 'Este provedor está desligado no momento.',
  provider_unreachable: 'Não foi possível alcançar o provedor.',
  provider_capacity: 'Nenhuma sessão no provedor estava livre.',
  provider_rate_limited: 'O provedor pede para ir mais devagar.',
  provider_unavailable: 'O provedor não está disponível.',
  deadline_exceeded: 'O prazo para enviar terminou antes do envio.',
};

export const API_PORTUGUESE: ApiTexts = {
  states: {
    accepted: 'aceita',
    sending: 'enviando',
    unknown: 'desconhecida',
    processing: 'em processamento',
    awaiting_approval: 'aguardando aprovação',
    manual_review: 'em análise manual',
    succeeded: 'concluída',
    failed: 'não realizada',
  },
  returnedWords: {
    untouched: 'nada devolvido',
    partially_refunded: 'estornado em parte',
    refunded: 'estornado',
    canceled: 'cancelado',
  },
  kinds: { cancellation: 'cancelamento', refund: 'estorno' },
  methods: { void: 'por cancelamento', refund: 'por estorno' },
  eventType: (type) => new Map(Object.entries({ ...eventTypes, ...commandTypes })).get(type) ?? type,
  runStatus: (status) => runStatuses[status] ?? status,
  node: (name) => nodes[name] ?? name.replace(/^Ask /, 'Consultar '),
  problem: (code) => (isProblemCode(code) ? problems[code] : code),
};
