import * as z from 'zod';
import type { ProviderRequest } from '../../shared/ports/exchange.ts';
import type { Answered, Books, Ordered, Traits } from './books.ts';
import type { Plan } from './plan.ts';
import { createTokens, type Refusal, SECRET_MARK } from './tokens.ts';

/** What the provider got, in the moment in which it got it. */
export type Landing = {
  readonly request: ProviderRequest;
  /** The operation for which it was sent, where it could move money. */
  readonly operation: string;
};

export type ProviderOptions = {
  readonly plan: Plan;
  readonly now: () => number;
  readonly traits: Traits;
  readonly books: Books;
  /** Answers bring the token for the next request. */
  readonly rotates: boolean;
  readonly onLogin: (isRefused: boolean) => void;
  readonly onRefusedToken: (why: Refusal, token: string) => void;
};

export type VirtualProvider = ReturnType<typeof createVirtualProvider>;

const TOKEN_LIFETIME_MS = 5 * 60_000;

/** A provider that answers what lands: its logins and tokens, and the books behind them. */
export function createVirtualProvider({ plan, now, traits, books, ...options }: ProviderOptions) {
  const tokens = createTokens(traits.tokens, TOKEN_LIFETIME_MS);
  let keyVersion = 1;
  /** A persistent trouble, which does not end when the faults do. */
  let refusesLogins = false;
  let failsReads = false;

  return {
    books,
    keyVersion: () => keyVersion,
    secretKey: () => `${SECRET_MARK}${keyVersion}`,
    rotateKey: () => {
      keyVersion += 1;
      tokens.forget();
    },
    refuseLogins: () => {
      refusesLogins = true;
    },
    failReads: () => {
      failsReads = true;
    },

    land({ request, operation }: Landing): Answered {
      if (isLogin(request)) return logIn(request);
      const token = tokenOf(request);
      if (plan.hits('tokens forgotten')) tokens.forget();
      if (plan.hits('key rotated')) {
        keyVersion += 1;
        tokens.forget();
      }
      const refusal = tokens.refusalOf(token, now());
      if (refusal) {
        options.onRefusedToken(refusal, token);
        return { status: 401, body: { status: 401, error: 'Unauthorized', message: 'Access Denied' } };
      }
      const answer = request.movesMoney ? takeMoney(toOrder(request, operation)) : answerRead(request);
      const brings = options.rotates && !plan.hits('answer without a token') && !Array.isArray(answer.body);
      return brings
        ? { ...answer, body: { ...answer.body, refresh_token: tokens.rotate(token, now()) } }
        : answer;
    },
  };

  function logIn({ body = '' }: ProviderRequest): Answered {
    const isRefused = refusesLogins || !body.includes(`${SECRET_MARK}${keyVersion}`);
    options.onLogin(isRefused);
    if (isRefused) return { status: 401, body: { status: 401 } };
    if (plan.hits('login fails')) return { status: 500, body: {} };
    const token = tokens.logIn(now());
    const [created, expiration] = [now(), now() + TOKEN_LIFETIME_MS].map((at) => new Date(at).toISOString());
    return { status: 200, body: { token, authenticated: true, accessToken: token, created, expiration } };
  }

  function takeMoney(order: Ordered): Answered {
    if (plan.hits('refused')) return books.refuse('clear', order);
    if (plan.hits('refused with a code of several meanings')) return books.refuse('ask', order);
    if (plan.hits('refused in unknown words')) return books.refuse('unknown', order);
    if (plan.hits('answered, not applied'))
      return plan.dice.chance(0.5) ? books.takeIdly(order) : books.error(500);
    const answer = order.isRefund && books.refund ? books.refund(order) : books.cancel(order);
    return plan.hits('applied, answered with an error') ? books.error(502) : answer;
  }

  function answerRead({ path }: ProviderRequest): Answered {
    const { pathname, searchParams } = new URL(path, 'https://provider.invalid');
    const parts = pathname.split('/').slice(1);
    const paymentId = parts.at(-1) ?? '';
    if (failsReads || plan.hits('read fails')) return books.error(500);
    if (parts[0] === 'refund' && books.readRefunds) return books.readRefunds(parts);
    if (plan.hits('read in unknown words')) return books.oddRead(paymentId);
    return books.read(paymentId, searchParams.get('reference') ?? undefined);
  }
}

function isLogin({ path }: ProviderRequest): boolean {
  return path === '/auth' || path === '/api/auth/token';
}

export function isLoginRequest(request: ProviderRequest): boolean {
  return isLogin(request);
}

/** The token that a request presents. */
export function tokenOf({ headers = {} }: ProviderRequest): string {
  return headers['x-auth-token'] ?? headers.authorization?.replace('Bearer ', '') ?? '';
}

const bodySchema = z.object({ amount: z.optional(z.number()), payment_token: z.optional(z.string()) });

/** The payment that a request which moves money is about: LetPay's refunds name it in the body. */
export function paymentIdOf({ path, body = '{}' }: ProviderRequest): string {
  return bodySchema.parse(JSON.parse(body)).payment_token ?? path.split('/').at(-2) ?? '';
}

/** Centavos. LetPay's refunds write reais. */
export function amountOf({ path, body = '{}' }: ProviderRequest): number | undefined {
  const { amount } = bodySchema.parse(JSON.parse(body));
  return amount !== undefined && isRefund(path) ? Math.round(amount * 100) : amount;
}

function isRefund(path: string): boolean {
  return path === '/refund';
}

function toOrder(request: ProviderRequest, operation: string): Ordered {
  return {
    paymentId: paymentIdOf(request),
    operation,
    amount: amountOf(request),
    isRefund: isRefund(request.path),
    token: tokenOf(request),
  };
}
