import { randomBytes } from 'node:crypto';

/** @source https://github.com/bacen/pix-api, `openapi.yaml` 2.9.0 */
export type ChargeStatus = 'ATIVA' | 'CONCLUIDA' | 'REMOVIDA_PELO_USUARIO_RECEBEDOR' | 'REMOVIDA_PELO_PSP';

export type RefundStatus = 'EM_PROCESSAMENTO' | 'DEVOLVIDO' | 'NAO_REALIZADO';

/** Amounts in centavos, times in epoch milliseconds. */
export type Charge = {
  readonly txid: string;
  readonly kind: 'cob' | 'cobv';
  readonly amount: number;
  readonly createdAt: number;
  readonly account: string;
  status: ChargeStatus;
  revision: number;
  readonly pix: Pix[];
  removals: number;
};

export type Refund = {
  readonly id: string;
  readonly rtrId: string;
  readonly amount: number;
  readonly requestedAt: number;
  /** `app`: made by people at the bank, `fraud`: by the bank's fraud procedure. */
  readonly by: 'api' | 'app' | 'fraud';
  /** When it comes to its end, and which. */
  endsAt: number;
  endsAs: RefundStatus;
  motivo?: string;
};

export type Pix = {
  readonly endToEndId: string;
  readonly txid?: string;
  readonly amount: number;
  readonly at: number;
  readonly account: string;
  readonly refunds: Refund[];
};

export function statusOf(refund: Refund, now: number): RefundStatus {
  return now >= refund.endsAt ? refund.endsAs : 'EM_PROCESSAMENTO';
}

/** Given back, or being given back, over this API or elsewhere. */
export function takenOf({ refunds }: Pix, now: number): number {
  return sum(refunds.filter((one) => statusOf(one, now) !== 'NAO_REALIZADO'));
}

export function doneOf({ refunds }: Pix, now: number): readonly Refund[] {
  return refunds.filter((one) => statusOf(one, now) === 'DEVOLVIDO');
}

export function sum(refunds: readonly Refund[]): number {
  return refunds.reduce((total, { amount }) => total + amount, 0);
}

/** `E`, the payer's bank, the minute, and 11 more. */
export function newEndToEndId(at: number): string {
  return `E12345678${toMinute(at)}${randomBytes(6).toString('hex').slice(0, 11)}`;
}

export function newRtrId(at: number): string {
  return `D12345678${toMinute(at)}${randomBytes(6).toString('hex').slice(0, 11)}`;
}

function toMinute(at: number): string {
  return new Date(at).toISOString().replaceAll(/[-:T]/g, '').slice(0, 12);
}

/** A record, where it is this account's. */
export function ofAccount<T extends { readonly account: string }>(
  record: T | undefined,
  account: string,
): T | undefined {
  return record?.account === account ? record : undefined;
}
