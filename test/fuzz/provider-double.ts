import fc from 'fast-check';
import { letpayAuth } from '../../functions/letpay/auth.ts';
import type { ProviderRequest, Reply } from '../../shared/ports/exchange.ts';
import { CANARY, CANARY_SECRETS } from '../canary/canaries.ts';
import type { ProviderId } from './fuzz-function.ts';
import { createMercadopagoDouble } from './mercadopago-double.ts';
import { PAYMENT_ID } from './odd-requests.ts';
import { type Change, change, mostly, withChange } from './odd-values.ts';
import { createPixDouble } from './pix-double.ts';
import { anyWire, PLAIN, throughWire, toBigNumber, type Wire } from './wire.ts';

/** How the provider treats one request. */
export type Turn = {
  /** Whether a request that moves money does. */
  readonly applies: boolean;
  /** In place of the status. */
  readonly status: number | undefined;
  readonly changes: readonly Change[];
  /** How the answer is written. */
  readonly wire: Wire;
  /** Puts the tokens and secrets in use into every text of the answer. */
  readonly echoes: boolean;
  readonly fate: 'answered' | 'html' | 'empty' | 'lost' | 'not_sent';
  /** Which refusal is answered where nothing was done. */
  readonly no: number;
};

export const PROMPT: Turn = {
  applies: true,
  status: undefined,
  changes: [],
  wire: PLAIN,
  echoes: false,
  fate: 'answered',
  no: 0,
};

const STATUSES = [200, 201, 204, 301, 400, 401, 403, 404, 408, 409, 422, 425, 429, 499, 500, 502, 503, 599];

/** Mostly prompt, or odd in one or a few ways. */
export const turn: fc.Arbitrary<Turn> = fc.record({
  applies: fc.boolean(),
  status: mostly(fc.constant(undefined), fc.constantFrom(...STATUSES), 4),
  changes: mostly(fc.constant([]), fc.array(change, { minLength: 1, maxLength: 3 }), 2),
  wire: anyWire,
  echoes: fc.boolean(),
  fate: fc.constantFrom(
    'answered',
    'answered',
    'answered',
    'answered',
    'answered',
    'html',
    'empty',
    'lost',
    'not_sent',
  ),
  no: fc.nat({ max: 7 }),
});

const LOGINS = ['/auth', '/api/auth/token', '/oauth/token'];

/** A payment of 150 reais at a provider that shows it truthfully, in any form. */
export type Payment = {
  readonly provider: ProviderId;
  readonly paid: boolean;
  readonly method: string;
  /** Centavos that somebody else has refunded of what is paid. SoPague shows no such refunds. @default 0 */
  readonly elsewhere?: number;
};

export const TOTAL = 15_000;

/** Codes and texts with which a request that was not carried out is refused. */
const LETPAY_CODES = [
  '99.99.0001',
  '00.04.0010',
  '01.05.0018',
  '00.00.0000',
  '01.05.0002',
  '00.01.0038',
  '',
  '00.05.0012',
];
/** Ids beyond what JavaScript holds as a number: as one, the first two are the same. */
const FIRST_REFUND = 9_007_199_254_740_992n;

const NO_TEXTS = ['Não.', 'Transação não localizada, verifique os dados informados.', 'Fora do prazo', ''];

/** Providers with a double of their own. */
const DOUBLES: Readonly<Partial<Record<ProviderId, typeof createMercadopagoDouble>>> = {
  mercadopago: createMercadopagoDouble,
  pix: createPixDouble,
};

export type ProviderDouble = ReturnType<typeof createProviderDouble>;

/** Answers by the turns, one a request; when they are over, promptly. */
export function createProviderDouble(payment: Payment, turns: readonly Turn[]) {
  const { provider, paid, method } = payment;
  const elsewhere = (paid && provider !== 'sopague' && payment.elsewhere) || 0;
  const left = [...turns];
  const effects: { readonly refund: boolean; readonly amount: number }[] = [];
  let tokens = 0;
  const given = () => effects.reduce((sum, { amount }) => sum + amount, 0);

  const about = { paymentId: PAYMENT_ID[provider], total: TOTAL, paid, method, elsewhere, effects };
  const double = DOUBLES[provider]?.(about);

  return { answer, effects, given };

  function answer(request: ProviderRequest): Reply {
    const now = left.shift() ?? PROMPT;
    const isLogin = LOGINS.includes(request.path);
    if (now.fate === 'not_sent' && !request.movesMoney)
      return { is: 'not_sent', why: 'unreachable', detail: 'it could not be reached (ECONNREFUSED)' };
    const whole = isLogin ? logIn() : request.movesMoney ? move(request, now) : answerInquiry(request);
    const { status, body } = { ...whole, ...(now.status !== undefined && { status: now.status }) };
    return toReply({ status, body }, isLogin ? { ...now, echoes: false } : now, request);
  }

  function toReply(
    { status, body }: { status: number; body: object },
    now: Turn,
    request: ProviderRequest,
  ): Reply {
    if (now.fate === 'html') return { is: 'answered', status, body: undefined, isJson: false };
    if (now.fate === 'lost' || now.fate === 'not_sent') return { is: 'lost', why: 'connection lost' };
    if (now.fate === 'empty')
      return { is: 'answered', status, body: undefined, isJson: false, isEmpty: true };
    const changed = now.changes.reduce<unknown>(withChange, body);
    const whole = now.echoes ? withEcho(changed, request) : changed;
    return throughWire(status, whole, now.wire);
  }

  function token(): string {
    return `${CANARY}.token${++tokens}`;
  }

  function logIn() {
    const accessToken = token();
    const body = { token: accessToken, authenticated: true, accessToken, access_token: accessToken };
    return {
      status: 200,
      body: { ...body, created: '2026-11-21T15:00:00Z', expiration: '2026-11-21T15:05:00Z' },
    };
  }

  /** A 401 and a 429 say that nothing was done: the protocol trusts that, and so does its double. */
  function move(request: ProviderRequest, { applies, status, no }: Turn) {
    const isTaken = applies && status !== 401 && status !== 429;
    if (double) return double.move(request, isTaken, no);
    const { path, body = '' } = request;
    const asked: unknown = JSON.parse(body);
    const amount =
      typeof asked === 'object' && asked !== null && 'amount' in asked ? Number(asked.amount) : undefined;
    const isRefund = path === '/refund';
    const centavos = provider === 'sopague' ? (amount ?? 0) : Math.round((amount ?? TOTAL / 100) * 100);
    const may = centavos <= TOTAL - elsewhere - given() && (provider === 'sopague' || paid === isRefund);
    if (!may || !isTaken) return refuse(no);
    effects.push({ refund: isRefund, amount: centavos });
    return provider === 'sopague'
      ? canceled(centavos)
      : isRefund
        ? { status: 200, body: refund(effects.length) }
        : processing(no);
  }

  function refuse(no: number) {
    const status = no % 2 ? 422 : 400;
    if (provider === 'sopague')
      return { status: 400, body: [{ tag: '__general__', description: NO_TEXTS[no % 4] }] };
    const errors = [{ code: LETPAY_CODES[no], description: 'No.' }];
    return { status, body: { status, error: 'No', errors, refresh_token: token() } };
  }

  function canceled(amount: number) {
    const body = { returnCode: '0', description: 'Canceled', paymentId: PAYMENT_ID.sopague };
    return { status: 200, body: { ...body, authorizationCode: '143513', amount } };
  }

  function processing(no: number) {
    const status = no % 2 ? 'CANCELED' : 'PROCESSING';
    return {
      status: 200,
      body: { transaction_status: status, payment_token: PAYMENT_ID.letpay, refresh_token: token() },
    };
  }

  function answerInquiry(request: ProviderRequest): { status: number; body: object } {
    if (double) return double.inquire(request);
    const { path } = request;
    if (path === '/v1/refund/cancel') return { status: 404, body: { error: 'Solicitação não encontrada' } };
    if (path.startsWith('/v1/refund/')) return { status: 200, body: { items: [] } };
    if (path.startsWith('/refund/payment/')) {
      const others = elsewhere > 0 ? [refund(0)] : [];
      return { status: 200, body: [...others, ...effects.map((_, at) => refund(at + 1))] };
    }
    if (!path.endsWith(PAYMENT_ID[provider])) return refuse(5);
    return { status: 200, body: provider === 'sopague' ? shownBySopague() : shownByLetpay() };
  }

  function refund(number: number) {
    return {
      refund_id: toBigNumber(FIRST_REFUND + BigInt(number)),
      payment_token: PAYMENT_ID.letpay,
      created_at: '2026-11-21',
      refund_status: 'COMPLETED',
    };
  }

  function shownBySopague() {
    const statusDescription = given() >= TOTAL ? 'Cancelada' : 'Aprovada';
    return { paymentId: PAYMENT_ID.sopague, statusDescription, value: TOTAL, authorizationCode: '078704' };
  }

  function shownByLetpay() {
    const refunded = elsewhere + given();
    const ended = paid ? (refunded >= TOTAL ? 'REFUNDED' : 'PARTIALLY_REFUNDED') : 'CANCELED';
    const transactionStatus = refunded > 0 ? ended : paid ? 'PAID' : 'PRE_AUTHORIZED';
    const amounts = paid ? { amount_received: TOTAL / 100, refunded_amount: refunded / 100 } : {};
    const dates = { createdAt: '2026-11-20T20:03:46.618', expiration_date: '2026-11-28T20:03:46.618' };
    return {
      paymentToken: PAYMENT_ID.letpay,
      transactionStatus,
      method,
      ...dates,
      ...amounts,
      refresh_token: token(),
    };
  }

  /** Every text but those that have a meaning, with what must never be shown at its end, also where it is cut. */
  function withEcho(body: unknown, { headers = {} }: ProviderRequest): unknown {
    const secrets = Object.values(CANARY_SECRETS[provider]).filter((text) => text.includes(CANARY));
    const next = letpayAuth.nextToken({ is: 'answered', status: 200, isJson: true, body })?.reveal() ?? '';
    const used = Object.values(headers).filter((value) => value.includes(CANARY));
    const echoed = `${'x'.repeat(290)} ${next} ${used.join(' ')} ${secrets.join(' ')}`;
    const echo = (name: string, value: unknown): unknown =>
      typeof value === 'string' && FREE_TEXTS.includes(name) ? echoed.slice(value.length % 290) : value;
    return JSON.parse(JSON.stringify(body) ?? 'null', echo);
  }
}

const FREE_TEXTS = [
  'description',
  'message',
  'error',
  'authorizationCode',
  'tag',
  'statusDescription',
  'method',
  'code',
  'mensagem',
];
