import type { IncomingMessage } from 'node:http';
import type { Outcome } from '../../shared/simulator/answers.ts';
import type { Fault, RequestKind } from '../../shared/simulator/faults.ts';
import type { SimulatorOptions } from '../../shared/simulator/options.ts';
import { ProviderSimulator } from '../../shared/simulator/provider-simulator.ts';
import type { ReceivedRequest } from '../../shared/simulator/traffic.ts';
import { toCancelBody, toErrorBody, toLoginBody, toStatusBody } from './simulator/bodies.ts';
import {
  DEFAULT_RULES,
  LetpayPayments,
  type LetpayRules,
  type NewLetpayPayment,
} from './simulator/payments.ts';
import type { LetpayPayment, LetpayStatus } from './simulator/statuses.ts';

export type { LetpayRules, NewLetpayPayment } from './simulator/payments.ts';
export type { LetpayFamily, LetpayPayment, LetpayStatus } from './simulator/statuses.ts';

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
}

/**
 * A token expires after 5 minutes. That a refreshed one gets 5 minutes of its own is our reading.
 * @source https://developer.letpay.co/docs/auth/get-access-token
 */
const TOKEN_LIFETIME_MS = 5 * 60_000;

/** `POST` for all; the page on tokens shows both verbs. */
const CANCEL = /^\/(payment|checkout|token)\/([^/]+)\/cancel$/;
const READ = /^\/payment\/([^/]+)$/;

/** LetPay as its public pages describe it. */
export class LetpaySimulator extends ProviderSimulator {
  refreshTokens: RefreshTokens;
  /** How payments behave where the documentation is silent; may be changed at any time. */
  readonly rules: LetpayRules;
  readonly #accounts: Map<string, LetpayCredentials>;
  readonly #payments: LetpayPayments;

  constructor(options: LetpaySimulatorOptions = {}) {
    super(options, TOKEN_LIFETIME_MS);
    const demo = { apiKey: 'demo-key', apiSecret: 'demo-secret' };
    this.#accounts = new Map(Object.entries(options.accounts ?? { demo }));
    this.refreshTokens = options.refreshTokens ?? 'always';
    this.rules = {
      cancelTakesMs: options.cancelTakesMs ?? DEFAULT_RULES.cancelTakesMs,
      cancelEnds: options.cancelEnds ?? DEFAULT_RULES.cancelEnds,
      whileCanceling: options.whileCanceling ?? DEFAULT_RULES.whileCanceling,
      secondCancel: options.secondCancel ?? DEFAULT_RULES.secondCancel,
      nonIdempotent: options.nonIdempotent ?? DEFAULT_RULES.nonIdempotent,
    };
    this.#payments = new LetpayPayments(this.rules, () => this.clock.now());
    this.#payments.onChange = (change) => this.emit({ type: 'changed', ...change });
  }

  /** @returns its payment token */
  createPayment(payment: NewLetpayPayment): string {
    return this.#payments.create({ account: this.#firstAccount(), ...payment });
  }

  /** @throws RangeError where there is none */
  payment(id: string): LetpayPayment {
    return this.#payments.view(id);
  }

  /** Puts a payment into a status, and forgets a cancel that is under way. */
  setStatus(id: string, status: LetpayStatus): void {
    this.#payments.setStatus(id, status);
  }

  /** How many times a cancel took effect on this payment. */
  effects(id: string): number {
    return this.#payments.view(id).effects;
  }

  /** From now on these log in. Tokens already given out live on. */
  setCredentials(credentials: LetpayCredentials, account = this.#firstAccount()): void {
    this.#accounts.set(account, credentials);
  }

  protected override kindOf(method: string, path: string): RequestKind {
    if (method === 'POST' && path === '/auth') return 'login';
    if (method === 'GET' && READ.test(path)) return 'read';
    const family = CANCEL.exec(path)?.[1];
    return family && (method === 'POST' || (method === 'DELETE' && family === 'token')) ? 'cancel' : 'other';
  }

  protected override tokenOf(message: IncomingMessage): string | undefined {
    const token = message.headers['x-auth-token'];
    return Array.isArray(token) ? token[0] : token;
  }

  protected override decide(request: ReceivedRequest): Outcome | Promise<Outcome> {
    if (request.kind === 'login') return this.#logIn(request);
    const account = this.tokens.accountOf(request.token);
    if (account === undefined) return this.refuse(request, 401);
    const path = request.path.replace(/\?.*$/, '');
    if (request.kind === 'cancel') return this.#cancel(request, account, CANCEL.exec(path));
    if (request.kind === 'read') return this.#read(request, account, READ.exec(path)?.[1] ?? '');
    return this.refuse(request, 404);
  }

  protected override refuse(request: ReceivedRequest, status: number, code?: string): Outcome {
    return { status, json: toErrorBody({ status, code, path: request.path, at: this.clock.now() }) };
  }

  /** Adds the next token, as every documented answer but a 401 has it. */
  protected override complete(request: ReceivedRequest, outcome: Outcome, fault: Fault): Outcome {
    const { json } = outcome;
    const withheld = fault.fields !== undefined && 'refresh_token' in fault.fields;
    if (request.kind === 'login' || outcome.status === 401 || withheld) return outcome;
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
    const found = [...this.#accounts].find(([, it]) => it.apiKey === apiKey && it.apiSecret === apiSecret);
    if (!found) return this.refuse(request, 401);
    const token = this.tokens.mint(found[0]);
    const apply = () => {
      this.tokens.admit(token);
      this.logins += 1;
    };
    return { status: 200, json: toLoginBody(token.value, found[0]), apply };
  }

  #cancel(request: ReceivedRequest, account: string, match: RegExpExecArray | null): Outcome {
    const [, family, id = ''] = match ?? [];
    const refusal = this.#payments.refusalToCancel(id, family, account);
    if (refusal) return this.refuse(request, refusal.status, refusal.code);
    return { status: 200, json: toCancelBody(id), apply: () => this.#payments.cancel(id) };
  }

  #read(request: ReceivedRequest, account: string, id: string): Outcome {
    const refusal = this.#payments.refusalToRead(id, account);
    if (refusal) return this.refuse(request, refusal.status, refusal.code);
    return { status: 200, json: toStatusBody(this.#payments.view(id)) };
  }

  #firstAccount(): string {
    return [...this.#accounts.keys()][0] ?? 'demo';
  }
}

/** Fields of a multipart form, which is what the page asks for; anything else is no credentials (our choice). */
async function readForm(request: ReceivedRequest): Promise<Record<string, unknown>> {
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) return {};
  const response = new Response(request.body, { headers: { 'content-type': type } });
  return response.formData().then(Object.fromEntries, () => ({}));
}

export async function startLetpaySimulator(options: LetpaySimulatorOptions = {}): Promise<LetpaySimulator> {
  const simulator = new LetpaySimulator(options);
  await simulator.listen(options.port);
  return simulator;
}
