import type { ProviderId } from './fuzz-function.ts';

/** The rules of a request, written down a second time and in another way, to hold the product's own against them. */
const FIELDS = ['amount', 'currency', 'reason', 'reference', 'capturedAt', 'notAfter'];
const REASONS = [
  'requested_by_customer',
  'duplicate',
  'fraudulent',
  'abandoned',
  'return',
  'out_of_stock',
  'other',
];
const FAMILIES = ['payment', 'checkout', 'token'];

type Kind = 'cancellation' | 'refund';

/** Whether a request's body is one that may be carried out. */
export function isValidBody(body: unknown, provider: ProviderId, kind: Kind): boolean {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return false;
  return Object.entries(body).every(([name, value]) => isValidField(name, value, provider, kind));
}

function isValidField(name: string, value: unknown, provider: ProviderId, kind: Kind): boolean {
  if (name === 'strategy')
    return kind === 'refund' && (value === 'refund_only' || value === 'cancel_or_refund');
  if (name === 'letpay') return provider === 'letpay' && isValidFamily(value);
  if (name === 'dryRun') return typeof value === 'boolean';
  if (!FIELDS.includes(name)) return false;
  switch (name) {
    case 'amount':
      return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 9_999_999_999;
    case 'currency':
      return value === 'BRL';
    case 'reason':
      return typeof value === 'string' && REASONS.includes(value);
    case 'reference':
      return typeof value === 'string' && value !== '' && [...value].length <= 64 && !/\p{C}/u.test(value);
    default:
      return typeof value === 'string' && isInstant(value);
  }
}

function isValidFamily(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return entries.every(
    ([name, family]) => name === 'family' && typeof family === 'string' && FAMILIES.includes(family),
  );
}

function isInstant(text: string): boolean {
  const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (!parts) return false;
  const [year = 0, month = 0, date = 0] = parts.slice(1, 4).map(Number);
  return (
    date >= 1 &&
    date <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate() &&
    !Number.isNaN(Date.parse(text))
  );
}

export function isValidMerchant(text: unknown): boolean {
  return typeof text === 'string' && text.length <= 63 && /^[a-z0-9][a-z0-9-]*$/.test(text);
}

export function isValidPayment(text: unknown, provider: ProviderId): boolean {
  if (typeof text !== 'string') return false;
  if (provider === 'mercadopago') return isPaymentOrOrder(text);
  if (provider === 'pix') return isPixOrCharge(text);
  if (provider === 'sopague')
    return text.length === 42 && [...text].every((digit) => digit >= '0' && digit <= '9');
  return (
    text
      .split('-')
      .map(({ length }) => length)
      .join() === '8,4,4,4,12' && /^[0-9a-f-]+$/.test(text)
  );
}

function isPixOrCharge(text: string): boolean {
  return text.length >= 26 && text.length <= 35 && /^[a-z\d]+$/i.test(text);
}

function isPaymentOrOrder(text: string): boolean {
  const [digits, letters] = ['0123456789', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'];
  const isOf = (characters: string) => [...text].every((one) => characters.includes(one));
  if (isOf(digits)) return text.length >= 1 && text.length <= 20 && !text.startsWith('0');
  if (!isOf(letters)) return false;
  if (text.startsWith('ORD')) return text.length >= 23 && text.length <= 43;
  return text.startsWith('01') && text.length === 26;
}

export function isValidKey(key: unknown): boolean {
  if (typeof key !== 'string' || key.length < 1 || key.length > 255) return false;
  return [...key].every(
    (character) => character > ' ' && character < '\u007f' && !'",\''.includes(character),
  );
}
