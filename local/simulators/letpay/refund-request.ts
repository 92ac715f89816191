/** What a refund is asked for with. */
export interface RefundRequest {
  readonly paymentToken: string;
  /** Centavos; absent means all that is left. */
  readonly amount: number | undefined;
  readonly hasPixKey: boolean;
}

/** A number of a JSON text as it was written there, since its last decimals get lost in a float. */
class WrittenNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * @returns undefined where the body is no such request. The page calls the amount a float with at most two decimals;
 * that text, `null`, exponents and a third decimal that is zero are refused is our choice.
 * @source https://developer.letpay.co/docs/refund/refund-content
 */
export function readRefundRequest(body: string): RefundRequest | undefined {
  const { payment_token: paymentToken, amount: written, pix_key: pixKey } = readMembers(body);
  if (typeof paymentToken !== 'string' || paymentToken === '') return undefined;
  const amount = written instanceof WrittenNumber ? toCentavos(written.text) : undefined;
  if (written !== undefined && amount === undefined) return undefined;
  return { paymentToken, amount, hasPixKey: typeof pixKey === 'string' && pixKey !== '' };
}

/** Digits to digits, so that no rounding can happen. Fifteen of them are exact. */
function toCentavos(reais: string): number | undefined {
  const [, whole, decimals = ''] = /^(\d{1,13})(?:\.(\d{1,2}))?$/.exec(reais) ?? [];
  const centavos = Number(`${whole}${decimals.padEnd(2, '0')}`);
  return whole !== undefined && centavos > 0 ? centavos : undefined;
}

/** The members of a JSON object; none where it is something else. */
function readMembers(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text, (...[, member, context]: unknown[]) =>
      typeof member === 'number' ? new WrittenNumber(sourceOf(context)) : member,
    );
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** The characters that a reviver's value was read from. */
function sourceOf(context: unknown): string {
  const isShown = typeof context === 'object' && context !== null && 'source' in context;
  return isShown ? String(context.source) : '';
}
