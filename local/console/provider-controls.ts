import type { Fault } from '../simulators/kit/faults.ts';
import type { LetpayStatus } from '../simulators/letpay/simulator.ts';
import type { MercadopagoStatus } from '../simulators/mercadopago/simulator.ts';
import type { ChargeStatus } from '../simulators/pix/simulator.ts';
import type { SopagueStatus } from '../simulators/sopague/simulator.ts';

/** What the controls need to know of one provider's simulator. */
export type ProviderControls = {
  /** States in which a payment can be made; the first one can be canceled. */
  readonly statuses: readonly string[];
  /** A documented refusal. */
  readonly refusal: Fault;
};

const LETPAY_STATUSES = [
  'PRE_AUTHORIZED',
  'CREATED',
  'PROCESSING',
  'IN_ANALYSIS',
  'PAID',
  'PARTIALLY_REFUNDED',
  'REFUNDED',
  'DECLINED',
  'ERROR',
  'CANCELED',
  'DISPUTE',
  'DISPUTE_REFUNDED',
  'DISPUTE_RECOVERED',
  'DISPUTE_FINAL',
  'POST_REFUND_DISPUTE',
] as const satisfies readonly LetpayStatus[];

const SOPAGUE_STATUSES = [
  'captured',
  'authorized',
  'canceled',
  'denied',
] as const satisfies readonly SopagueStatus[];

const MERCADOPAGO_STATUSES = [
  'authorized',
  'pending',
  'in_process',
  'approved',
  'cancelled',
  'rejected',
  'in_mediation',
  'charged_back',
] as const satisfies readonly MercadopagoStatus[];
const PIX_STATUSES = [
  'ATIVA',
  'CONCLUIDA',
  'REMOVIDA_PELO_USUARIO_RECEBEDOR',
  'REMOVIDA_PELO_PSP',
] as const satisfies readonly ChargeStatus[];

const KNOWN: Readonly<Record<string, ProviderControls>> = {
  letpay: { statuses: LETPAY_STATUSES, refusal: { status: 422, code: '00.04.0010' } },
  mercadopago: { statuses: MERCADOPAGO_STATUSES, refusal: { status: 400, code: '2018' } },
  sopague: { statuses: SOPAGUE_STATUSES, refusal: { status: 400 } },
  pix: { statuses: PIX_STATUSES, refusal: { status: 400, code: 'status_cobranca_invalido' } },
};

/** Of a provider that has no row here payments are made in the state that its simulator begins with. */
export function controlsOf(provider: string): ProviderControls {
  return KNOWN[provider] ?? { statuses: [], refusal: { status: 400 } };
}
