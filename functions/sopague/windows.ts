import { type Closing, toClosing, type Window } from '../../shared/domain/windows.ts';
import type { PaymentWindows } from '../../shared/provider/connector.ts';
import type { Clocks } from '../../shared/provider/payment-snapshot.ts';

/**
 * "Captured transactions can only be canceled on the same day they were processed." Which zone that day is of, and
 * whether it ends at midnight, is not documented: São Paulo is our reading, from the offset in the page's example.
 *
 * @source https://docs.sopague.com.br/en/pagamentosAPI/cancelarPagamento (read 2026-11-21)
 */
export const CANCEL_CAPTURED: Window = {
  rule: 'same_day_in_sao_paulo',
  span: { lasts: 'calendar_day', zone: 'America/Sao_Paulo' },
  basis: 'inferred',
};

/** What is possible until when. Whether a part can be canceled is not documented; a refund is decided by people. */
export function toWindows(clocks: Clocks): PaymentWindows {
  return { cancel: { partial: 'unknown', closing: toCancelClosing(clocks) }, refund: { partial: 'unknown' } };
}

/** The look-up's date is that of the sale, which need not be captured: its day closes nothing for certain. */
function toCancelClosing({ capturedAt, paidAt }: Clocks): Closing | undefined {
  if (capturedAt !== undefined) return toClosing(CANCEL_CAPTURED, capturedAt);
  if (paidAt === undefined) return undefined;
  return { ...toClosing(CANCEL_CAPTURED, paidAt), refusedFrom: Number.POSITIVE_INFINITY };
}
