import * as z from 'zod/mini';
import { isProblemCode } from '../../shared/domain/problem.ts';
import { secretTextSchema, tokenSchema } from '../../shared/domain/secret-schemas.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import type { AnsweredReply, ArrivedReply, ProviderRequest } from '../../shared/ports/exchange.ts';
import type { AttemptResult } from '../../shared/provider/attempt-result.ts';
import type { AuthScheme, LoginResult } from '../../shared/provider/auth-scheme.ts';
import { TOKEN_MARGIN_MS } from '../../shared/provider/budgets.ts';
import type { Connector, MethodRequests, Order } from '../../shared/provider/connector.ts';
import {
  type InquiryResult,
  PAYMENT_STATUSES,
  type PaymentStatus,
} from '../../shared/provider/payment-snapshot.ts';
import type { Method } from '../../shared/provider/traits.ts';
import type { ModeloPages } from './modelo-pages.ts';

const text = z.string();

const credentialsSchema = z.object({
  secret: secretTextSchema,
  environment: z.enum(['sandbox', 'production']),
  sessions: z.optional(z.number()),
});

type Credentials = z.infer<typeof credentialsSchema>;

const answerSchema = z.object({
  id: z.optional(text),
  amount: z.optional(z.number()),
  code: z.optional(text),
  message: z.optional(text),
});

const paymentSchema = z.object({
  paymentId: text,
  status: text,
  total: z.catch(z.optional(z.number()), undefined),
  refunded: z.catch(z.optional(z.number()), undefined),
  paymentMethod: z.optional(text),
  orders: z.optional(
    z.array(
      z.object({
        id: text,
        key: z.optional(text),
        amount: z.optional(z.number()),
        status: z.enum(['succeeded', 'processing', 'failed']),
      }),
    ),
  ),
});

const MODELO_PAYMENT = { pattern: /^[0-9]{8}$/, describe: '8 digits', absent: '0000####' };

/** The connector of the provider that does not exist, after whatever its pages say. */
export function createModeloConnector(pages: ModeloPages): Connector<Credentials> {
  const { traits } = pages;
  const parts = traits.void?.partial === 'no' ? 'no' : 'yes';
  return {
    id: 'modelo',
    name: 'Modelo',
    paymentId: MODELO_PAYMENT,
    credentials: credentialsSchema,
    endpoints: () => ({ api: 'https://modelo.invalid' }),
    auth: AUTH[pages.auth],
    traits,
    windows: () => ({ cancel: { partial: parts }, refund: { partial: parts } }),
    notification: {
      publishedSources: [],
      mayBeAuthentic: () => true,
      isAuthentic: () => true,
      toPaymentIds: (body) => [z.object({ paymentId: text }).parse(body).paymentId],
    },
    inquiry: {
      toRequests: ({ paymentId }) => [{ method: 'GET', path: `/payments/${paymentId}` }],
      toResult: ([reply], { paymentId }, { idempotencyKeys }) =>
        toInquiryResult(reply, paymentId, idempotencyKeys),
    },
    void: toMethod('void'),
    ...(traits.refund && { refund: toMethod('refund') }),
  };
}

function toMethod(method: Method): MethodRequests {
  return { toRequest: (order) => toRequest(method, order), toResult };
}

function toRequest(method: Method, { paymentId, amount, idempotencyKey }: Order): ProviderRequest {
  return {
    method: 'POST',
    path: `/payments/${paymentId}/${method}`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ amount, key: idempotencyKey }),
    movesMoney: true,
  };
}

/** 200 is done and 202 is taken; a 422 is a refusal, of which `ask` has several meanings. */
function toResult(reply: ArrivedReply): AttemptResult {
  if (reply.is === 'lost') return { status: 'indeterminate', reason: reply.why };
  const parsed = answerSchema.safeParse(reply.body);
  if (!parsed.success) return { status: 'indeterminate', reason: `${reply.status} in another form` };
  const { id, amount, code = '', message } = parsed.data;
  const refundId = id === undefined ? {} : { refundId: id };
  if (reply.status === 200)
    return { status: 'succeeded', ...refundId, ...(amount !== undefined && { amount }) };
  if (reply.status === 202) return { status: 'accepted', ...refundId };
  const providerError = { status: reply.status, code, ...(message !== undefined && { message }) };
  if (reply.status < 400 || reply.status >= 500)
    return { status: 'indeterminate', reason: `it answered ${reply.status}`, providerError };
  if (isProblemCode(code)) return { status: 'rejected', code, providerError };
  return { status: 'ambiguous', isListed: code === 'ask', providerError };
}

/** `keys`: those that this operation sends, by which its own refund is told from others. */
function toInquiryResult(
  reply: ArrivedReply | undefined,
  paymentId: string,
  keys: readonly string[] = [],
): InquiryResult {
  const parsed = reply?.is === 'answered' ? paymentSchema.safeParse(reply.body) : undefined;
  if (!parsed?.success || parsed.data.paymentId !== paymentId)
    return { is: 'unavailable', code: 'provider_unavailable' };
  const { status, total, refunded, paymentMethod, orders } = parsed.data;
  const refunds = orders?.map((order) => ({
    id: order.id,
    status: order.status,
    ...(order.amount !== undefined && { amount: order.amount }),
    ...(order.key !== undefined && { isOurs: keys.includes(order.key) }),
  }));
  return {
    is: 'snapshot',
    snapshot: {
      status: PAYMENT_STATUSES.find((one) => one === status) ?? ('unrecognized' satisfies PaymentStatus),
      providerStatus: status,
      ...(paymentMethod !== undefined && { paymentMethod }),
      ...(total !== undefined && { total }),
      ...(refunded !== undefined && { refunded }),
      ...(refunds && { refunds }),
      refundsComplete: refunds !== undefined,
      clocks: {},
    },
  };
}

/** Milliseconds for which a token counts as good. */
const TOKEN_LIFETIME_MS = 5 * MINUTE_MS - TOKEN_MARGIN_MS;

const loginSchema = z.object({ token: tokenSchema });
const nextSchema = z.object({ refresh_token: tokenSchema });

const login = {
  toLogin: ({ secret }: Credentials): ProviderRequest => ({
    method: 'POST',
    path: '/auth',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ secret: secret.reveal() }),
  }),
  fromLogin,
};

function fromLogin(reply: ArrivedReply, now: number): LoginResult {
  if (reply.is === 'lost') return { is: 'unavailable', code: 'provider_unavailable' };
  if (isRefusal(reply)) return { is: 'refused' };
  const parsed = loginSchema.safeParse(reply.body);
  if (reply.status === 200 && parsed.success)
    return { is: 'token', token: { token: parsed.data.token, expiresAt: now + TOKEN_LIFETIME_MS } };
  const { retryAfterMs } = reply;
  if (reply.status === 429) return { is: 'unavailable', code: 'provider_rate_limited', retryAfterMs };
  return { is: 'unavailable', code: 'provider_unavailable', retryAfterMs };
}

/** The documented form: a 401 that names the credentials. */
function isRefusal({ status, body }: AnsweredReply): boolean {
  const parsed = answerSchema.safeParse(body);
  return status === 401 && parsed.success && parsed.data.code === 'bad_credentials';
}

const toProbe = (): ProviderRequest => ({ method: 'GET', path: '/payments/00000000' });

const AUTH: Readonly<Record<ModeloPages['auth'], AuthScheme<Credentials>>> = {
  static: {
    type: 'static',
    toHeaders: ({ secret }) => ({ 'x-secret': secret.reveal() }),
    isRefusal,
    toProbe,
  },
  bearer: {
    type: 'bearer',
    ...login,
    toHeaders: (token) => ({ authorization: `Bearer ${token.reveal()}` }),
  },
  rotating: {
    type: 'rotating',
    ...login,
    toHeaders: (token) => ({ 'x-auth-token': token.reveal() }),
    nextToken: ({ body }) => {
      const next = nextSchema.safeParse(body);
      return next.success ? next.data.refresh_token : undefined;
    },
    toProbe,
    tokenLifetimeMs: TOKEN_LIFETIME_MS,
  },
};
