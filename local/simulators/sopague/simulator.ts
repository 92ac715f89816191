import type { IncomingMessage } from 'node:http';
import type { Outcome } from '../kit/answers.ts';
import type { RequestKind } from '../kit/faults.ts';
import type { SimulatorOptions } from '../kit/options.ts';
import { ProviderSimulator } from '../kit/provider-simulator.ts';
import type { ReceivedRequest } from '../kit/traffic.ts';
import { createAnswers } from './answers.ts';
import { toErrorBody, toLoginBody, toWithdrawErrorBody } from './bodies.ts';
import {
  DEFAULT_RULES,
  type NewSopaguePayment,
  type SopaguePayment,
  SopaguePayments,
  type SopagueRules,
  type SopagueStatus,
} from './payments.ts';
import { readJson } from './read-json.ts';
import {
  type NewSopagueRefundRequest,
  type SopagueRefundRequest,
  SopagueRefundRequests,
} from './refund-requests.ts';
import { toRoute } from './routes.ts';
import { DEFAULT_TEXTS, DOCUMENTED_TEXTS, type SopagueTexts } from './texts.ts';

export type { NewSopaguePayment, SopaguePayment, SopagueRules, SopagueStatus } from './payments.ts';
export type {
  NewSopagueRefundRequest,
  RefundRequestStatus,
  SopagueRefundRequest,
} from './refund-requests.ts';
export type { SopagueTexts } from './texts.ts';

export interface SopagueCredentials {
  readonly userName: string;
  readonly password: string;
}

/**
 * What a login with wrong credentials gets, which is not documented: 401 with an empty body, or 200 with
 * `authenticated: false`, which the list of fields hints at.
 */
export type FailedLogin = 'unauthorized' | 'not-authenticated';

export interface SopagueSimulatorOptions extends SimulatorOptions, Partial<SopagueRules> {
  /** Credentials by account; the first account owns a payment that names none. @default `demo`: demo, demo-password */
  readonly accounts?: Readonly<Record<string, SopagueCredentials>>;
  /** @default 'unauthorized' */
  readonly failedLogin?: FailedLogin;
  /** Over the invented defaults. */
  readonly texts?: Partial<SopagueTexts>;
}

/** No lifetime is published; `expiration` shows it. This one is our choice. */
const TOKEN_LIFETIME_MS = 60 * 60_000;

/** SoPague's card gateway as its public pages describe it. Its tokens do not rotate, so `single_use` is as `reusable` for them. */
export class SopagueSimulator extends ProviderSimulator {
  failedLogin: FailedLogin;
  /** How payments behave where the documentation is silent; may be changed at any time. */
  readonly rules: SopagueRules;
  /** The texts that no page shows; may be changed at any time. */
  readonly texts: SopagueTexts;
  protected override readonly contentType = 'application/json; charset=utf-8';
  readonly #accounts: Map<string, SopagueCredentials>;
  readonly #payments: SopaguePayments;
  readonly #requests: SopagueRefundRequests;
  readonly #answer: ReturnType<typeof createAnswers>;

  constructor(options: SopagueSimulatorOptions = {}) {
    super(options, TOKEN_LIFETIME_MS);
    const demo = { userName: 'demo', password: 'demo-password' };
    this.#accounts = new Map(Object.entries(options.accounts ?? { demo }));
    this.failedLogin = options.failedLogin ?? 'unauthorized';
    const statuses = { ...DEFAULT_TEXTS.statuses, ...options.texts?.statuses };
    this.texts = { ...DEFAULT_TEXTS, ...options.texts, statuses };
    this.rules = {
      partialCancels: options.partialCancels ?? DEFAULT_RULES.partialCancels,
      sameDayOnly: options.sameDayOnly ?? DEFAULT_RULES.sameDayOnly,
      nonIdempotent: options.nonIdempotent ?? DEFAULT_RULES.nonIdempotent,
    };
    const now = () => this.clock.now();
    this.#payments = new SopaguePayments(this.rules, this.texts, now);
    this.#payments.onChange = (change) => this.emit({ type: 'changed', ...change });
    this.#requests = new SopagueRefundRequests(now);
    this.#answer = createAnswers({
      payments: this.#payments,
      requests: this.#requests,
      texts: this.texts,
      now,
    });
  }

  /** Stands in place of https://api.sopague.com.br/gateway. */
  override get url(): string {
    return `${super.url}/gateway`;
  }

  /** @returns its payment id */
  createPayment(payment: NewSopaguePayment): string {
    return this.#payments.create({ account: this.#firstAccount(), ...payment });
  }

  /** @throws RangeError where there is none */
  payment(id: string): SopaguePayment {
    return this.#payments.view(id);
  }

  setStatus(id: string, status: SopagueStatus): void {
    this.#payments.setStatus(id, status);
  }

  /** Somebody cancels so much without the API, in the portal say. @param amount cents */
  cancelOutside(id: string, amount: number): void {
    this.#payments.cancel(id, amount);
  }

  /** How many times money went back for this payment. */
  effects(id: string): number {
    return this.#payments.view(id).effects;
  }

  /** Centavos that went back, with refunds made elsewhere. */
  returned(id: string): number {
    return this.#payments.view(id).canceledAmount;
  }

  /** A merchant's request to SoPague's team, as one is filed by means that are not public. @returns its id */
  fileRefundRequest(request: NewSopagueRefundRequest): string {
    return this.#requests.file({ account: this.#firstAccount(), ...request });
  }

  /** What the team says. No page says that money moves by it, so no payment changes. @throws RangeError if not PENDENTE */
  decideRefundRequest(id: string, decision: 'APROVADO' | 'REJEITADO'): void {
    this.#requests.decide(id, decision);
  }

  /** @throws RangeError where there is none */
  refundRequest(id: string): SopagueRefundRequest {
    return this.#requests.view(id);
  }

  /** From now on these log in. Tokens already given out live on. */
  setCredentials(credentials: SopagueCredentials, account = this.#firstAccount()): void {
    this.#accounts.set(account, credentials);
  }

  protected override kindOf(method: string, path: string): RequestKind {
    return toRoute(method, path).kind;
  }

  protected override tokenOf(message: IncomingMessage): string | undefined {
    return /^Bearer (.+)$/.exec(message.headers.authorization ?? '')?.[1];
  }

  protected override decide(request: ReceivedRequest): Outcome {
    if (request.kind === 'login') return this.#logIn(request);
    const account = this.tokens.accountOf(request.token);
    if (account === undefined) return this.refuse(request, 401);
    const { body, method, path } = request;
    const answer = this.#answer({ route: toRoute(method, path), path, account, body });
    return 'text' in answer ? this.refuse(request, answer.status, answer.text) : answer;
  }

  /** 400 and 500 as documented; other errors have no documented body, and get one only with a text. */
  protected override refuse({ kind }: ReceivedRequest, status: number, text?: string): Outcome {
    if (status === 500) return { status, json: toErrorBody(text ?? DOCUMENTED_TEXTS.unknownError, '') };
    const isWithdraw = kind === 'withdraw_refund_request';
    const { notFound, requestNotFound } = DOCUMENTED_TEXTS;
    const description = text ?? (status === 400 ? (isWithdraw ? requestNotFound : notFound) : undefined);
    if (description === undefined) return { status };
    return { status, json: isWithdraw ? toWithdrawErrorBody(description) : toErrorBody(description) };
  }

  #logIn(request: ReceivedRequest): Outcome {
    const { userName, password } = readJson(request.body);
    const found = [...this.#accounts].find(([, it]) => it.userName === userName && it.password === password);
    if (!found) return this.#failLogin(request);
    const token = this.tokens.mint(found[0]);
    const apply = () => {
      this.tokens.admit(token);
      this.logins += 1;
    };
    return { status: 200, json: toLoginBody(token), apply };
  }

  #failLogin(request: ReceivedRequest): Outcome {
    if (this.failedLogin === 'unauthorized') return this.refuse(request, 401);
    const now = this.clock.now();
    const body = toLoginBody({ value: '', issuedAt: now, expiresAt: now });
    return {
      status: 200,
      json: { ...body, authenticated: false, message: '[simulador] Credenciais inválidas.' },
    };
  }

  #firstAccount(): string {
    return [...this.#accounts.keys()][0] ?? 'demo';
  }
}

export async function startSopagueSimulator(
  options: SopagueSimulatorOptions = {},
): Promise<SopagueSimulator> {
  const simulator = new SopagueSimulator(options);
  await simulator.listen(options.port);
  return simulator;
}
