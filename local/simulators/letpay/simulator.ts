import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Outcome } from '../kit/answers.ts';
import type { Fault, RequestKind } from '../kit/faults.ts';
import type { SimulatorOptions } from '../kit/options.ts';
import { ProviderSimulator } from '../kit/provider-simulator.ts';
import type { ReceivedRequest } from '../kit/traffic.ts';
import { createAnswers } from './answers.ts';
import { type BodyForms, toErrorBody, toLoginBody } from './bodies.ts';
import { readForm } from './login-form.ts';
import { LetpayPayments, type NewLetpayPayment } from './payments.ts';
import { type LetpayRefund, LetpayRefunds } from './refunds.ts';
import { toRoute } from './routes.ts';
import { type LetpayRules, toRules } from './rules.ts';
import type { LetpayPayment, LetpayStatus } from './statuses.ts';

export type { NewLetpayPayment } from './payments.ts';
export type { LetpayRefund, LetpayRefundStatus } from './refunds.ts';
export type { LetpayRules } from './rules.ts';
export type { LetpayFamily, LetpayPayment, LetpayStatus } from './statuses.ts';

export interface LetpayCredentials {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/**
 * Whether answers other than a 401 carry `refresh_token`: a new one, none, or the one just used.
 * LetPay documents the field on every such answer, and neither of the other two.
 */
export type RefreshTokens = 'always' | 'never' | 'same';

export interface LetpaySimulatorOptions extends SimulatorOptions, Partial<LetpayRules> {
  /** Credentials by account; the first account owns a payment that names none. @default `demo`: demo-key, demo-secret */
  readonly accounts?: Readonly<Record<string, LetpayCredentials>>;
  /** @default 'always' */
  readonly refreshTokens?: RefreshTokens;
  /** @default true */
  readonly showsMethod?: boolean;
}

/**
 * A token expires after 5 minutes. That a refreshed one gets 5 minutes of its own is our reading.
 * @source https://developer.letpay.co/docs/auth/get-access-token
 */
const TOKEN_LIFETIME_MS = 5 * 60_000;

/** LetPay as its public pages describe it. */
export class LetpaySimulator extends ProviderSimulator implements BodyForms {
  refreshTokens: RefreshTokens;
  showsMethod: boolean;
  refundDates: BodyForms['refundDates'] = 'date-time';
  utcOffsetMinutes = 0;
  /** How payments behave where the documentation is silent; may be changed at any time. */
  readonly rules: LetpayRules;
  readonly #accounts: Map<string, LetpayCredentials>;
  readonly #madeKeys: (LetpayCredentials & { readonly account: string })[] = [];
  readonly #payments: LetpayPayments;
  readonly #refunds: LetpayRefunds;
  readonly #answer: ReturnType<typeof createAnswers>;

  constructor(options: LetpaySimulatorOptions = {}) {
    super(options, TOKEN_LIFETIME_MS);
    const demo = { apiKey: 'demo-key', apiSecret: 'demo-secret' };
    this.#accounts = new Map(Object.entries(options.accounts ?? { demo }));
    this.refreshTokens = options.refreshTokens ?? 'always';
    this.showsMethod = options.showsMethod ?? true;
    this.rules = toRules(options);
    this.#payments = new LetpayPayments(this.rules, () => this.clock.now());
    this.#payments.onChange = (change) => this.emit({ type: 'changed', ...change });
    this.#refunds = new LetpayRefunds(this.#payments, () => this.clock.now());
    this.#answer = createAnswers({ payments: this.#payments, refunds: this.#refunds, forms: this });
  }

  /** @returns its payment token */
  createPayment(payment: NewLetpayPayment): string {
    return this.#payments.create({ account: this.#firstAccount(), ...payment });
  }

  /** @throws RangeError where there is none */
  payment(id: string): LetpayPayment {
    this.#refunds.settle();
    return this.#payments.view(id);
  }

  /** Puts a payment into a status, and forgets a cancel that is under way. */
  setStatus(id: string, status: LetpayStatus): void {
    this.#refunds.settle();
    this.#payments.setStatus(id, status);
  }

  /** How many times a cancel took effect on this payment, or a refund was completed. */
  effects(id: string): number {
    return this.payment(id).effects;
  }

  /** Centavos that went back, with refunds made elsewhere; all of a payment that is canceled. */
  returned(id: string): number {
    const { status, amount, refundedAmount } = this.payment(id);
    return status === 'CANCELED' ? amount : refundedAmount;
  }

  /** This payment's refunds, oldest first. */
  refundsOf(paymentToken: string): readonly LetpayRefund[] {
    return this.#refunds.of(this.payment(paymentToken).id);
  }

  /**
   * A refund that somebody made without the API, in LetPay's dashboard say. It follows the rules, and is not refused.
   * @param amount centavos. @default all that is left
   * @returns its id
   */
  refundOutside(paymentToken: string, amount?: number): number {
    this.#refunds.settle();
    const refund = this.#refunds.propose(paymentToken, amount);
    this.#refunds.accept(refund);
    return refund.id;
  }

  /** Ends now what refunds are under way, those that would never end too. @param paymentToken @default of all payments */
  completeRefunds(paymentToken?: string, as: 'COMPLETED' | 'FAILED' = 'COMPLETED'): void {
    this.#refunds.end(as, paymentToken);
  }

  /** From now on these log in. Tokens already given out live on. */
  setCredentials(credentials: LetpayCredentials, account = this.#firstAccount()): void {
    this.#accounts.set(account, credentials);
  }

  protected override kindOf(method: string, path: string): RequestKind {
    return toRoute(method, path).kind;
  }

  protected override tokenOf(message: IncomingMessage): string | undefined {
    const token = message.headers['x-auth-token'];
    return Array.isArray(token) ? token[0] : token;
  }

  protected override decide(request: ReceivedRequest): Outcome | Promise<Outcome> {
    if (request.kind === 'login') return this.#logIn(request);
    const account = this.tokens.accountOf(request.token);
    if (account === undefined) return this.refuse(request, 401);
    if (request.kind === 'new_key') return this.#makeKey(account);
    this.#refunds.settle();
    const { body, method, path } = request;
    const answer = this.#answer({ route: toRoute(method, path), account, body });
    return 'code' in answer ? this.refuse(request, answer.status, answer.code, answer.about) : answer;
  }

  /** @param about what was not found, where the path does not say it */
  protected override refuse(
    request: ReceivedRequest,
    status: number,
    code?: string,
    about?: string,
  ): Outcome {
    const { path } = request;
    return { status, json: toErrorBody({ status, code, path, at: this.clock.now(), about }) };
  }

  /** Adds the next token, as every documented answer but a 401 has it. */
  protected override complete(request: ReceivedRequest, outcome: Outcome, fault: Fault): Outcome {
    const { json } = outcome;
    const hasOwn = fault.fields !== undefined && 'refresh_token' in fault.fields;
    const hasNone = request.kind === 'login' || request.kind === 'new_key';
    if (hasNone || outcome.status === 401 || hasOwn) return outcome;
    if (typeof json !== 'object' || json === null || Array.isArray(json)) return outcome;
    const next = this.#nextToken(request.token);
    return next === undefined ? outcome : { ...outcome, json: { ...json, refresh_token: next } };
  }

  #nextToken(used: string | undefined): string | undefined {
    const account = this.tokens.accountOf(used);
    if (used === undefined || account === undefined || this.refreshTokens === 'never') return undefined;
    return this.refreshTokens === 'same' ? used : this.tokens.rotate(used, account);
  }

  async #logIn(request: ReceivedRequest): Promise<Outcome> {
    const { apiKey, apiSecret } = await readForm(request);
    const made = this.#madeKeys.map(({ account, ...pair }) => [account, pair] as const);
    const pairs = [...this.#accounts, ...made];
    const found = pairs.find(([, it]) => it.apiKey === apiKey && it.apiSecret === apiSecret);
    if (!found) return this.refuse(request, 401);
    const token = this.tokens.mint(found[0]);
    const apply = () => {
      this.tokens.admit(token);
      this.logins += 1;
    };
    return { status: 200, json: toLoginBody(token.value, found[0]), apply };
  }

  /** @source https://developer.letpay.co/docs/auth/create-api-key */
  #makeKey(account: string): Outcome {
    const made = { apiKey: `key-${randomUUID()}`, apiSecret: `secret-${randomUUID()}` };
    return {
      status: 200,
      json: { api_key: made.apiKey, api_secret: made.apiSecret },
      apply: () => void this.#madeKeys.push({ account, ...made }),
    };
  }

  /** Key pairs made over the API, oldest first. The first pair of each account lives on beside them. */
  get madeKeys(): readonly LetpayCredentials[] {
    return this.#madeKeys;
  }

  #firstAccount(): string {
    return [...this.#accounts.keys()][0] ?? 'demo';
  }
}

export async function startLetpaySimulator(options: LetpaySimulatorOptions = {}): Promise<LetpaySimulator> {
  const simulator = new LetpaySimulator(options);
  await simulator.listen(options.port);
  return simulator;
}
