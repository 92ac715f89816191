import type { PaymentRef } from '../domain/ids.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import type { InquiryResult } from '../provider/payment-snapshot.ts';
import { requireAccount } from './accounts.ts';
import type { Operation } from './operation.ts';
import { inquire, toInquiryOptions } from './perform.ts';
import { redactInquiry } from './redact-input.ts';
import { type Invocation, openSession, type RunnerDeps } from './runner.ts';

/** What the provider shows of a payment, asked once. @throws EstornoError merchant_not_configured */
export async function inquirePayment<C extends BaseCredentials>(
  deps: RunnerDeps<C>,
  ref: PaymentRef,
  invocation: Invocation,
  operation?: Operation,
): Promise<InquiryResult> {
  const account = requireAccount(await deps.accounts.find(ref.merchantId));
  const session = openSession(deps, { account, invocation });
  const options = operation ? toInquiryOptions(operation) : ({ method: 'refund' } as const);
  try {
    const inquiry = await inquire(deps.connector, ref, options, {
      send: (request) => session.send(request),
      log: deps.log,
      credentials: account.credentials,
    });
    return redactInquiry(inquiry, session);
  } finally {
    await session.close();
  }
}
