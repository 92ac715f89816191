import type { SessionHandle } from '../ports/sessions.ts';
import type { AttemptResult, ProviderError } from '../provider/attempt-result.ts';
import type { InquiryResult, PaymentSnapshot } from '../provider/payment-snapshot.ts';
import type { Input } from './transition/table.ts';

/** Makes texts and ids of the provider safe to keep and to show. */
export type Redactor = Pick<SessionHandle, 'redact' | 'redactId'>;

type Redact = Redactor['redact'];

/** An input whose every text from outside is safe to keep. */
export function redactInput(input: Input, by: Redactor): Input {
  switch (input.type) {
    case 'attempt':
      return { ...input, result: redactResult(input.result, by) };
    case 'preflight':
    case 'inquiry':
      return { ...input, inquiry: redactInquiry(input.inquiry, by) };
    default:
      return input;
  }
}

function redactResult(result: AttemptResult, { redact, redactId }: Redactor): AttemptResult {
  const safe = { ...result };
  if ('providerError' in safe && safe.providerError)
    safe.providerError = redactError(safe.providerError, redact);
  if ('providerStatus' in safe && safe.providerStatus !== undefined)
    safe.providerStatus = redact(safe.providerStatus);
  // Another id would be asked for at the provider, and not be found.
  if ('refundId' in safe && safe.refundId !== undefined && redactId(safe.refundId) !== safe.refundId)
    safe.refundId = undefined;
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
export function redactInquiry(inquiry: InquiryResult, by: Redactor): InquiryResult {
  if (inquiry.is === 'unavailable' && inquiry.detail !== undefined)
    return { ...inquiry, detail: by.redact(inquiry.detail) };
  if (inquiry.is === 'not_found' && inquiry.providerError)
    return { ...inquiry, providerError: redactError(inquiry.providerError, by.redact) };
  return inquiry.is === 'snapshot'
    ? { is: 'snapshot', snapshot: redactSnapshot(inquiry.snapshot, by) }
    : inquiry;
}

function redactSnapshot(snapshot: PaymentSnapshot, { redact, redactId }: Redactor): PaymentSnapshot {
  const { paymentMethod, reference, clocks } = snapshot;
  const refunds = snapshot.refunds?.map(({ id, providerStatus, ...refund }) => ({
    ...refund,
    id: redactId(id),
    ...(providerStatus !== undefined && { providerStatus: redact(providerStatus) }),
  }));
  const safeReference = Object.entries(reference ?? {}).map(
    ([name, value]) => [name, redactId(value)] as const,
  );
  return {
    ...snapshot,
    providerStatus: redact(snapshot.providerStatus),
    ...(paymentMethod !== undefined && { paymentMethod: redact(paymentMethod) }),
    ...(refunds && { refunds }),
    ...(reference && { reference: Object.fromEntries(safeReference) }),
    clocks: { ...clocks, ...(clocks.method !== undefined && { method: redactId(clocks.method) }) },
  };
}
