import type { PaymentRef } from '../domain/ids.ts';

/** Where a function leaves inquiries that it makes once it has answered, in an invocation of their own. */
export type InquiryQueue = {
  /** Once it settles, the request is durable. @throws Error where it is not known whether it is */
  put(ref: PaymentRef): Promise<void>;
};
