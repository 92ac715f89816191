import { toErrorBody } from '../../local/simulators/letpay/bodies.ts';
import type { ProviderRequest } from '../../shared/ports/exchange.ts';
import type { Answered, Books, Ordered } from './books.ts';
import { SETTLE_MS } from './modelo-pages.ts';
import type { Nature } from './nature.ts';
import { IN_FRONT, type OutageName } from './outages.ts';
import type { Plan } from './plan.ts';
import {
  amountOf,
  bearerOf,
  isAboutRefunds,
  isLoginRequest,
  isRefundRequest,
  keyOf,
  paymentIdOf,
  paymentReadBy,
  showsKey,
  tokenOf,
  toUrl,
} from './requests.ts';
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
  readonly nature: Nature;
  readonly books: Books;
  readonly auth: 'static' | 'bearer' | 'rotating';
  /** What is out of order at the moment. */
  readonly isOut: (outage: OutageName) => boolean;
  readonly onLogin: (isRefused: boolean) => void;
  readonly onRefusedToken: (why: Refusal, token: string) => void;
  /** Somebody else uses the moment. */
  readonly onMoment: (paymentId: string) => void;
};

export type VirtualProvider = ReturnType<typeof createVirtualProvider>;

const TOKEN_LIFETIME_MS = 5 * 60_000;

/** The last answer to each path, which a read that lags gives once more. */
type LastReads = Map<string, { readonly answer: Answered; readonly at: number }>;

/** A read lags behind by no more than this. */
const LAG_MS = 20_000;

/** A provider that answers what lands: its logins and tokens, and the books behind them. */
export function createVirtualProvider(options: ProviderOptions) {
  const { plan, now, nature, books, auth, isOut } = options;
  const tokens = createTokens(nature.tokens, TOKEN_LIFETIME_MS);
  const lastReads: LastReads = new Map();
  let keyVersion = 1;
  const secretKey = () => `${SECRET_MARK}${keyVersion}`;
  /** A persistent trouble, which does not end when the faults do. */
  let refusesLogins = false;
  let failsReads = false;

  return {
    books,
    keyVersion: () => keyVersion,
    secretKey,
    refuseLogins: () => {
      refusesLogins = true;
    },
    failReads: () => {
      failsReads = true;
    },

    land({ request, operation }: Landing): Answered {
      const inFront = answerInFront();
      if (inFront) return inFront;
      if (isLoginRequest(request)) return logIn(request);
      if (plan.hits('tokens forgotten')) tokens.forget();
      if (plan.hits('key rotated')) {
        keyVersion += 1;
        tokens.forget();
      }
      const refusal = auth === 'static' ? refuseSecret(request) : refuseToken(tokenOf(request));
      if (refusal) return refusal;
      const answer = request.movesMoney
        ? takeMoney({ ...options, lastReads }, toOrder(request, operation))
        : answerRead({ ...options, lastReads }, request, failsReads);
      const brings = auth === 'rotating' && !plan.hits('answer without a token');
      if (!brings || !answer.body || Array.isArray(answer.body)) return answer;
      return { ...answer, body: { ...answer.body, refresh_token: tokens.rotate(tokenOf(request), now()) } };
    },
  };

  function answerInFront(): Answered | undefined {
    if (isOut('rate limited') || plan.hits('rate limited')) return IN_FRONT['rate limited'];
    if (isOut('gateway') || plan.hits('gateway answers')) return IN_FRONT.gateway;
    return isOut('firewall') || plan.hits('firewall answers') ? IN_FRONT.firewall : undefined;
  }

  function refuseSecret({ headers = {} }: ProviderRequest): Answered | undefined {
    const isGood =
      (headers['x-secret'] ?? bearerOf(headers)) === secretKey() && !refusesLogins && !isRefusedNow();
    return isGood
      ? undefined
      : { status: 401, body: BAD_CREDENTIALS, refuses: 'credentials', isUnread: true };
  }

  function isRefusedNow(): boolean {
    return isOut('credentials refused') || isOut('tokens refused') || plan.hits('credentials refused once');
  }

  function refuseToken(token: string): Answered | undefined {
    const refusal = isOut('tokens refused') ? 'forgotten' : tokens.refusalOf(token, now());
    if (!refusal) return undefined;
    options.onRefusedToken(refusal, token);
    const body = { status: 401, error: 'Unauthorized', message: 'Access Denied' };
    return { status: 401, body, refuses: 'token', isUnread: true };
  }

  function logIn(request: ProviderRequest): Answered {
    const isRefused =
      refusesLogins ||
      isOut('credentials refused') ||
      plan.hits('credentials refused once') ||
      !showsKey(request, secretKey());
    options.onLogin(isRefused);
    if (isRefused) return { status: 401, body: BAD_CREDENTIALS, refuses: 'credentials' };
    if (plan.hits('login fails')) return { status: 500, body: {} };
    const token = tokens.logIn(now());
    const [created, expiration] = [now(), now() + TOKEN_LIFETIME_MS].map((at) => new Date(at).toISOString());
    const oauth = { access_token: token, expires_in: TOKEN_LIFETIME_MS / 1_000 };
    return {
      status: 200,
      body: { token, authenticated: true, accessToken: token, created, expiration, ...oauth },
    };
  }
}

/** As all providers document it that credentials are refused. */
const BAD_CREDENTIALS = {
  ...toErrorBody({ status: 401, code: undefined, path: '/auth', at: 0 }),
  code: 'bad_credentials',
  cause: [{ code: 5 }],
  authenticated: false,
};

type Answering = ProviderOptions & { readonly lastReads: LastReads };

function takeMoney(answering: Answering, order: Ordered): Answered {
  const { plan, onMoment } = answering;
  if (plan.hits('somebody acts just before')) onMoment(order.paymentId);
  const answer = takeOrder(answering, order);
  if (plan.hits('somebody acts just after')) onMoment(order.paymentId);
  return answer;
}

function takeOrder({ plan, books, nature }: Answering, order: Ordered): Answered {
  if (plan.hits('refused')) return books.refuse('clear', order);
  if (plan.hits('refused with a code of several meanings')) return books.refuse('ask', order);
  if (plan.hits('refused in unknown words')) return books.refuse('unknown', order);
  if (plan.hits('answered, not applied'))
    return plan.dice.chance(0.5) ? books.takeIdly(order) : books.error(500);
  const answer = order.isRefund && books.refund ? books.refund(order) : books.void(order);
  // What is refused, in whatever words, and done all the same, is done by the time that it counts as settled.
  if (nature.takesMs < SETTLE_MS && plan.hits('applied, refused in unknown words'))
    return books.refuse('unknown', order);
  if (plan.hits('applied, answered with a page')) return { status: plan.dice.pick([200, 403, 503]) };
  return plan.hits('applied, answered with an error') ? books.error(502) : answer;
}

function answerRead(answering: Answering, request: ProviderRequest, fails: boolean): Answered {
  const { plan, books, lastReads, now } = answering;
  const last = lastReads.get(request.path);
  if (fails || plan.hits('read fails')) return books.error(500);
  if (plan.hits('read in unknown words') && !isAboutRefunds(toUrl(request)))
    return books.oddRead(paymentReadBy(request));
  // What landed late counts as settled only where a read shows it: one of the two at a time.
  const mayLag = last && now() - last.at < LAG_MS && !plan.counts.has('request lands late');
  if (mayLag && plan.hits('read lags')) return last.answer;
  const answer = plan.hits('read without figures')
    ? withoutFigures(read(books, request))
    : read(books, request);
  lastReads.set(request.path, { answer, at: now() });
  return answer;
}

/** No amount of the payment can be read: it is null, or not there. */
function withoutFigures(answer: Answered): Answered {
  const { body } = answer;
  if (!body || Array.isArray(body)) return answer;
  const hidden = Object.entries(body).filter(
    ([name, value]) => (typeof value === 'number' && name !== 'status') || isReais(value),
  );
  return { ...answer, body: { ...body, ...Object.fromEntries(hidden.map(([name]) => [name, null])) } };
}

function isReais(value: unknown): boolean {
  return typeof value === 'string' && /^\d+\.\d\d$/.test(value);
}

function read(books: Books, request: ProviderRequest): Answered {
  const url = toUrl(request);
  if (books.readByPath) return books.readByPath(url);
  if (request.method === 'POST' && books.takeBack) return books.takeBack(JSON.parse(request.body ?? '{}'));
  if (isAboutRefunds(url) && books.readRefunds) return books.readRefunds(url);
  return books.read(paymentReadBy(request));
}

function toOrder(request: ProviderRequest, operation: string): Ordered {
  return {
    paymentId: paymentIdOf(request),
    operation,
    amount: amountOf(request),
    isRefund: isRefundRequest(request),
    key: keyOf(request),
    token: tokenOf(request),
  };
}
