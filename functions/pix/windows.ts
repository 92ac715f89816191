import { toClosing, type Window } from '../../shared/domain/windows.ts';
import type { PaymentWindows } from '../../shared/provider/connector.ts';
import type { Clocks } from '../../shared/provider/payment-snapshot.ts';

/**
 * A Pix can be given back for 90 days from its settlement. The zone of the last day, and whether it is included, are not
 * documented: the bank's answer rules on it. A charge can be removed for as long as it is `ATIVA`, also when it has expired.
 *
 * @source https://github.com/bacen/pix-api, `openapi.yaml` 2.9.0 (read 2026-09-24)
 */
export const REFUND: Window = {
  rule: 'ninety_days_after_pix',
  span: { lasts: 'days', days: 90 },
  basis: 'inferred',
};

export function toWindows({ capturedAt, paidAt }: Clocks): PaymentWindows {
  const startedAt = capturedAt ?? paidAt;
  const closing = startedAt === undefined ? undefined : toClosing(REFUND, startedAt);
  return { cancel: { partial: 'no' }, refund: { partial: 'yes', closing } };
}
