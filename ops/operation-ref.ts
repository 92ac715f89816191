import { PROVIDERS } from '../infra/providers.ts';
import { MERCHANT_ID, OPERATION_ID } from '../shared/domain/ids.ts';
import { UsageError } from '../tools/script.ts';

/** An operation and the payment that it is about. */
export type OperationPlace = {
  readonly merchantId: string;
  readonly provider: string;
  readonly paymentId: string;
  readonly operationId: string;
};

/** How an operator names an operation: with its payment, or by its id alone, which then has to be looked up. */
export type OperationRef = OperationPlace | { readonly operationId: string };

const LINK =
  /^(?:https?:\/\/[^/]+)?\/v1\/merchants\/(?<merchantId>[^/]+)\/(?<provider>[^/]+)\/payments\/(?<paymentId>[^/?#\s]+)\/(?:cancellations|refunds)\/(?<operationId>[^/]+)$/;

/**
 * Reads a link of the API, with or without its host, or an id `op_…`.
 * @throws UsageError
 */
export function readOperationRef(text: string): OperationRef {
  if (OPERATION_ID.test(text)) return { operationId: text };
  const { merchantId = '', provider = '', paymentId = '', operationId = '' } = LINK.exec(text)?.groups ?? {};
  const isKnown = PROVIDERS.some(({ id }) => id === provider);
  if (isKnown && MERCHANT_ID.test(merchantId) && OPERATION_ID.test(operationId))
    return { merchantId, provider, paymentId, operationId };
  throw new UsageError(
    `--operation must be a link such as /v1/merchants/loja-1/letpay/payments/…/cancellations/op_…, as the API gives it, ` +
      `or the id op_… alone, not "${text}".`,
  );
}

export function hasPlace(ref: OperationRef): ref is OperationPlace {
  return 'paymentId' in ref;
}
