import type { AttemptResult, ProviderError } from '../provider/attempt-result.ts';
import type { InquiryResult } from '../provider/payment-snapshot.ts';
import type { Input } from './transition/table.ts';

/** Makes a text of the provider safe to keep and to show. */
export type Redact = (text: string) => string;

/** An input whose every text from outside is safe to keep. */
export function redactInput(input: Input, redact: Redact): Input {
  switch (input.type) {
    case 'attempt':
      return { ...input, result: redactResult(input.result, redact) };
    case 'preflight':
    case 'inquiry':
      return { ...input, inquiry: redactInquiry(input.inquiry, redact) };
    default:
      return input;
  }
}

function redactResult(result: AttemptResult, redact: Redact): AttemptResult {
  const safe = { ...result };
  if ('providerError' in safe && safe.providerError)
    safe.providerError = redactError(safe.providerError, redact);
  if ('providerStatus' in safe && safe.providerStatus !== undefined)
    safe.providerStatus = redact(safe.providerStatus);
  if (safe.status === 'succeeded' && safe.authorizationCode !== undefined)
    safe.authorizationCode = redact(safe.authorizationCode);
  if (safe.status === 'indeterminate') safe.reason = redact(safe.reason);
  if (safe.status === 'not_sent' && safe.detail !== undefined) safe.detail = redact(safe.detail);
  return safe;
}

/** A provider's error, with its code and message safe to show. */
export function redactError({ status, code, message }: ProviderError, redact: Redact): ProviderError {
  return {
    ...(status !== undefined && { status }),
    ...(code !== undefined && { code: redact(code) }),
    ...(message !== undefined && { message: redact(message) }),
  };
}

/** What an inquiry showed, with every text from outside safe to show. */
export function redactInquiry(inquiry: InquiryResult, redact: Redact): InquiryResult {
  if (inquiry.is === 'unavailable' && inquiry.detail !== undefined)
    return { ...inquiry, detail: redact(inquiry.detail) };
  if (inquiry.is === 'not_found' && inquiry.providerError)
    return { ...inquiry, providerError: redactError(inquiry.providerError, redact) };
  if (inquiry.is !== 'snapshot') return inquiry;
  const { snapshot } = inquiry;
  const { paymentMethod } = snapshot;
  const refunds = snapshot.refunds?.map(({ providerStatus, ...refund }) => ({
    ...refund,
    ...(providerStatus !== undefined && { providerStatus: redact(providerStatus) }),
  }));
  const providerStatus = redact(snapshot.providerStatus);
  const safe = {
    ...snapshot,
    providerStatus,
    ...(paymentMethod !== undefined && { paymentMethod: redact(paymentMethod) }),
    ...(refunds && { refunds }),
  };
  return { is: 'snapshot', snapshot: safe };
}
