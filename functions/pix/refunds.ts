import { fromReais } from '../../shared/domain/money.ts';
import type { ProblemCode } from '../../shared/domain/problem.ts';
import { readBrazilianTime } from '../../shared/provider/brazilian-time.ts';
import type { RefundSnapshot } from '../../shared/provider/payment-snapshot.ts';
import {
  type Fields,
  parseFields,
  parseId,
  parseText,
  rowOf,
} from '../../shared/provider/tolerant-reader.ts';
import { toUnreadableId } from '../../shared/provider/unreadable-id.ts';

/** @source https://github.com/bacen/pix-api, `openapi.yaml` 2.9.0, `Devolucao` (read 2026-09-24) */
export const REFUND_STATUSES: Readonly<Record<string, RefundSnapshot['status']>> = {
  EM_PROCESSAMENTO: 'processing',
  DEVOLVIDO: 'succeeded',
  NAO_REALIZADO: 'failed',
};

/** The id that a request gives its refund: the operation's own, which the bank executes once for each Pix. */
export function toRefundId(idempotencyKey: string): string {
  return idempotencyKey.replaceAll('-', '');
}

/** One refund as the bank shows it, from this API or from elsewhere. `keys`: those of our operation, where there is one. */
export function toRefund(row: unknown, keys: readonly string[] | undefined): RefundSnapshot {
  const fields = parseFields(row);
  const { id, valor, status, horario } = fields;
  const shown = parseId(id);
  const providerStatus = parseText(status);
  const ended = rowOf(REFUND_STATUSES, providerStatus) ?? 'unrecognized';
  return {
    id: shown ?? toUnreadableId(row, ['status', 'horario', 'motivo']),
    isOurs: shown !== undefined && keys ? keys.some((key) => isOf(shown, key)) : undefined,
    amount: fromReais(valor),
    status: ended,
    providerStatus,
    createdAt: readBrazilianTime(parseFields(horario).solicitacao),
    ...(ended === 'failed' && { code: toFailure(fields) }),
  };
}

/** Whether a refund of this id is the one of our key. */
export function isOf(id: unknown, idempotencyKey: string): boolean {
  return parseId(id)?.toLowerCase() === toRefundId(idempotencyKey);
}

/** `motivo` is free text of the bank: a lack of balance counts only where it speaks of one. */
export function toFailure({ motivo }: Fields): ProblemCode {
  const isOfBalance = /\bsaldo\b/i.test(parseText(motivo) ?? '');
  return isOfBalance ? 'merchant_balance_insufficient' : 'declined_by_provider';
}
