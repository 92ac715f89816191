import type { SecretText } from '../domain/secret-text.ts';
import { type Clock, toInstant } from '../domain/time.ts';
import type { Exchange, ProviderRequest, Reply } from '../ports/exchange.ts';
import { type SettingsStore, type TokenModel, toSessionKey } from '../ports/session-store.ts';
import type { Account } from '../ports/sessions.ts';
import type { RotatingAuth } from '../provider/auth-scheme.ts';
import { toBudget } from '../provider/budgets.ts';

export type ProbeStep = { readonly step: string; readonly status: number };

export type ProbeResult = {
  readonly tokenModel: TokenModel | 'unclear';
  readonly at: string;
  readonly steps: readonly ProbeStep[];
};

export type ProbeDeps<C> = {
  readonly auth: RotatingAuth<C>;
  readonly exchange: Exchange;
  readonly store: SettingsStore;
  readonly clock: Clock;
};

const BUDGET = toBudget({ isBackground: false });

/**
 * Finds out what happens to an account's token when another is issued, and writes it down. It moves no money. Six calls:
 * log in; inquire with A, which brings B; inquire with A again; log in again, for C; inquire with B; inquire with C. Until
 * it is over, the account's other sessions may be refused a token, which costs them a login.
 */
export async function probe<C>(
  deps: ProbeDeps<C>,
  account: Account<C>,
  { signal }: { readonly signal: AbortSignal },
): Promise<ProbeResult> {
  const run = new ProbeRun(deps, account, signal);
  const tokenModel = await findTokenModel(run, deps.auth);
  const at = deps.clock();
  if (tokenModel !== 'unclear')
    await deps.store.setTokenModel(toSessionKey(account.merchantId, account.provider, 0), tokenModel, at);
  return { tokenModel, at: toInstant(at), steps: run.steps };
}

async function findTokenModel<C>(
  run: ProbeRun<C>,
  auth: RotatingAuth<C>,
): Promise<ProbeResult['tokenModel']> {
  const a = await run.logIn('log in, for token A');
  const first = await run.inquire('inquire with A, which brings B', a);
  const b = first?.is === 'answered' ? auth.nextToken(first) : undefined;
  const again = await run.inquire('inquire with A again', a);
  const c = await run.logIn('log in again, for token C');
  const other = await run.inquire('inquire with B', b);
  const last = await run.inquire('inquire with C', c);
  if (b?.isSameAs(a)) return 'unclear';
  return toTokenModel([first, again, other, last].map((reply) => reply && statusOf(reply)));
}

/** The requests of one probe, and what each was answered with. */
class ProbeRun<C> {
  readonly steps: ProbeStep[] = [];
  readonly #deps: ProbeDeps<C>;
  readonly #account: Account<C>;
  readonly #signal: AbortSignal;

  constructor(deps: ProbeDeps<C>, account: Account<C>, signal: AbortSignal) {
    this.#deps = deps;
    this.#account = account;
    this.#signal = signal;
  }

  async logIn(step: string): Promise<SecretText | undefined> {
    const { auth, clock } = this.#deps;
    const request = { ...auth.toLogin(this.#account.credentials), isLogin: true };
    const reply = await this.#send(step, request, BUDGET.loginMs);
    const login = reply.is === 'not_sent' ? undefined : auth.fromLogin(reply, clock());
    return login?.is === 'token' ? login.token.token : undefined;
  }

  async inquire(step: string, token: SecretText | undefined): Promise<Reply | undefined> {
    if (token === undefined) return undefined;
    const { auth } = this.#deps;
    const request = auth.toProbe();
    const headers = { ...request.headers, ...auth.toHeaders(token, this.#account.credentials) };
    return this.#send(step, { ...request, headers }, BUDGET.exchangeMs);
  }

  async #send(step: string, request: ProviderRequest, timeoutMs: number): Promise<Reply> {
    const signal = this.#signal;
    const limits = { timeoutMs, signal, mayLeave: () => !signal.aborted };
    const reply = await this.#deps.exchange(this.#account.endpoints, request, limits);
    this.steps.push({ step, status: statusOf(reply) });
    return reply;
  }
}

/** 0 where there was no answer. */
function statusOf(reply: Reply): number {
  return reply.is === 'not_sent' ? 0 : (reply.status ?? 0);
}

/** A token counts as taken when the answer is anything but 401. */
function toTokenModel([first, again, other, last]: readonly (
  | number
  | undefined
)[]): ProbeResult['tokenModel'] {
  if (!first || !again || !other || !last || first === 401 || last === 401) return 'unclear';
  if (other === 401) return 'exclusive_login';
  return again === 401 ? 'single_use' : 'reusable';
}
