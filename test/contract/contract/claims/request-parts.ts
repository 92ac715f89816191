import type { BaseCredentials, Order } from '../../../../shared/provider/connector.ts';
import { MERCHANT } from '../../harness.ts';
import type { AboutMethod } from './claim.ts';

const KEY = '00000000-0000-8000-8000-000000000000';

/** The request of an order, as text; or that there is none for it. */
export function toWith<C extends BaseCredentials>(
  { row: { connector, absentPaymentId: paymentId }, method }: AboutMethod<C>,
  more: Partial<Order>,
): string {
  const requests = method === 'void' ? connector.void : (connector.refund ?? connector.void);
  const about = { merchantId: MERCHANT, provider: connector.id, paymentId, method } as const;
  const details = connector.details?.parse(undefined);
  const order: Order = { ...about, operationId: 'op_1', idempotencyKey: KEY, details, ...more };
  try {
    return JSON.stringify(requests?.toRequest(order));
  } catch {
    return 'none';
  }
}
