import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Outcome } from '../kit/answers.ts';
import type { RequestKind } from '../kit/faults.ts';
import type { SimulatorOptions } from '../kit/options.ts';
import { ProviderSimulator } from '../kit/provider-simulator.ts';
import type { ReceivedRequest } from '../kit/traffic.ts';
import { payCharge, toAnswer, toRoute } from './answers.ts';
import { type PixRules, toError, toPixBody, toRules } from './bodies.ts';
import { isOf, newDemoClient, type PixClient, readLogin, toOAuthError } from './clients.ts';
import {
  type Charge,
  type ChargeStatus,
  doneOf,
  newEndToEndId,
  newRtrId,
  ofAccount,
  type Pix,
  type Refund,
  sum,
} from './pix-records.ts';

export type { PixRules } from './bodies.ts';
export type { PixClient } from './clients.ts';
export type { ChargeStatus, RefundStatus } from './pix-records.ts';

export interface PixSimulatorOptions extends SimulatorOptions, Partial<PixRules> {
  /** Clients by account; the first owns what names no account. @default `demo`: demo, demo-secret and a new certificate */
  readonly accounts?: Readonly<Record<string, PixClient>>;
}

export type NewCharge = {
  /** Centavos. */
  readonly amount: number;
  /** @default a random txid */
  readonly id?: string;
  readonly kind?: 'cob' | 'cobv';
  /** @default 'ATIVA' */
  readonly status?: ChargeStatus;
};

/** Efí's tokens live an hour. @source https://dev.efipay.com.br/docs/api-pix/credenciais/ */
const TOKEN_LIFETIME_MS = 3_600_000;

/** A bank that serves the API Pix, as its public pages describe it: over mutual TLS, in the standard's words or in Efí's. */
export class PixSimulator extends ProviderSimulator {
  readonly rules: PixRules;
  protected override readonly acceptsClient = (fingerprint: string | undefined) =>
    [...this.#clients.values()].some((client) => isOf(client, fingerprint));
  readonly #clients: Map<string, PixClient>;
  readonly #charges = new Map<string, Charge>();
  readonly #pix = new Map<string, Pix>();

  constructor({ accounts, ...options }: PixSimulatorOptions = {}) {
    super(options, TOKEN_LIFETIME_MS);
    this.rules = toRules(options);
    this.#clients = new Map(Object.entries(accounts ?? { demo: newDemoClient() }));
  }

  /** @returns its txid. One that is `CONCLUIDA` was paid by a Pix. */
  createPayment({
    id = randomBytes(16).toString('hex'),
    amount,
    kind = 'cob',
    status = 'ATIVA',
  }: NewCharge): string {
    const charge: Charge = {
      txid: id,
      kind,
      amount,
      account: this.#firstAccount(),
      createdAt: this.now(),
      status: 'ATIVA',
      revision: 0,
      pix: [],
      removals: 0,
    };
    this.#charges.set(id, charge);
    if (status === 'CONCLUIDA') this.pay(id);
    else charge.status = status;
    return id;
  }

  /** Somebody pays a charge, of whatever status. @param amount centavos. @returns the Pix's endToEndId */
  pay(txid: string, amount?: number): string {
    const charge = this.#charge(txid);
    const pix = payCharge(charge, this.now(), amount);
    this.#pix.set(pix.endToEndId, pix);
    if (charge.status === 'ATIVA') this.#move(charge, 'CONCLUIDA');
    return pix.endToEndId;
  }

  /** A Pix by plain key, without a charge. @returns its endToEndId */
  createPix(amount: number, endToEndId = newEndToEndId(this.now())): string {
    const account = this.#firstAccount();
    this.#pix.set(endToEndId, { endToEndId, account, amount, at: this.now(), refunds: [] });
    return endToEndId;
  }

  /** A refund that nobody asked for over the API. @returns the id that the bank made up for it */
  refundOutside(paymentId: string, amount: number, by: 'app' | 'fraud' = 'app'): string {
    const now = this.now();
    const rtrId = newRtrId(now);
    const ends = { endsAt: now, endsAs: 'DEVOLVIDO' } as const;
    const refund: Refund = { id: rtrId, rtrId, amount, requestedAt: now, by, ...ends };
    this.#pixOf(paymentId)?.refunds.push(refund);
    return rtrId;
  }

  /** Refunds that are under way end now. */
  settleRefunds(paymentId: string, as: 'DEVOLVIDO' | 'NAO_REALIZADO' = 'DEVOLVIDO'): void {
    const now = this.now();
    for (const refund of this.#pixOf(paymentId)?.refunds ?? [])
      if (refund.endsAt > now) Object.assign(refund, { endsAt: now, endsAs: as });
  }

  refundsOf(paymentId: string): readonly Refund[] {
    return this.#pixOf(paymentId)?.refunds ?? [];
  }

  /** A charge, or a Pix. @throws RangeError where there is none */
  payment(id: string): { readonly status: string; readonly amount: number; readonly effects: number } {
    const pix = this.#pix.get(id);
    const effects = this.effects(id);
    if (pix) return { status: 'RECEBIDO', amount: pix.amount, effects };
    const { status, amount } = this.#charge(id);
    return { status, amount, effects };
  }

  /** Removals of a charge that took effect, and refunds that were settled. */
  effects(id: string): number {
    const pix = this.#pixOf(id);
    return (
      (this.#charges.get(id)?.removals ?? 0) +
      (pix ? doneOf(pix, this.now()).filter(({ by }) => by === 'api').length : 0)
    );
  }

  /** Centavos that were given back of the Pix, over this API or elsewhere. */
  refunded(id: string): number {
    const pix = this.#pixOf(id);
    return pix ? sum(doneOf(pix, this.now())) : 0;
  }

  setStatus(txid: string, status: ChargeStatus): void {
    this.#move(this.#charge(txid), status);
  }

  /** From now on these log in. Tokens already given out live on. */
  setClient(client: PixClient, account = this.#firstAccount()): void {
    this.#clients.set(account, client);
  }

  /** What the bank posts to the webhook about these: charges or Pix. */
  toWebhook(...ids: readonly string[]): object {
    const found = ids.flatMap((id) => this.#pixOf(id) ?? []);
    return { pix: found.map((pix) => toPixBody(pix, this.now(), this.rules)) };
  }

  protected override kindOf(method: string, path: string): RequestKind {
    return toRoute(method, path).kind;
  }

  protected override tokenOf({ headers: { authorization = '' } }: IncomingMessage): string | undefined {
    return /^Bearer (.+)$/.exec(authorization)?.[1];
  }

  /** A token works with the certificate alone with which it was asked for. @source RFC 8705 */
  protected override decide(request: ReceivedRequest): Outcome {
    if (request.kind === 'login') return this.#logIn(request);
    const [account, client] = this.tokens.accountOf(request.token)?.split('#') ?? [];
    if (account === undefined || client !== request.client) return this.refuse(request, 401);
    const route = toRoute(request.method, request.path);
    const isAllowed = route.scope === undefined || this.rules.scopes.includes(route.scope);
    if (!isAllowed) return this.#deny();
    return toAnswer(route, request.body, {
      charge: (txid) => ofAccount(this.#charges.get(txid), account),
      pix: (endToEndId) => ofAccount(this.#pix.get(endToEndId), account),
      now: this.now(),
      rules: this.rules,
      pay: ({ txid }) => void this.pay(txid),
      removed: ({ txid, status }) =>
        this.emit({ type: 'changed', paymentId: txid, from: 'ATIVA', to: status }),
    });
  }

  protected override refuse(request: ReceivedRequest, status: number, code?: string): Outcome {
    if (status === 401) return { status, json: { error: code ?? toOAuthError(request) } };
    const words = code ?? (status >= 500 ? 'ErroInternoDoServidor' : 'RequisicaoInvalida');
    const { json } = toError(this.rules.dialect, status, words, `Resposta ${status}.`);
    return { status, json };
  }

  #deny(): Outcome {
    const { deniesWith } = this.rules;
    if (deniesWith === 403) return toError('standard', 403, 'AcessoNegado', 'Acesso negado.');
    return {
      status: 400,
      json: { title: 'Escopo ausente', status: 400, detail: 'O token não tem o escopo.' },
    };
  }

  #logIn(request: ReceivedRequest): Outcome {
    const { id, secret } = readLogin(request);
    const found = [...this.#clients].find(
      ([, it]) => it.clientId === id && (it.clientSecret ?? '') === secret && isOf(it, request.client),
    );
    if (!found) return this.refuse(request, 401);
    const token = this.tokens.mint(`${found[0]}#${request.client}`);
    return {
      status: 200,
      json: {
        access_token: token.value,
        token_type: 'Bearer',
        expires_in: Math.floor(this.tokenLifetimeMs / 1000),
        scope: this.rules.scopes.join(' '),
      },
      apply: () => {
        this.tokens.admit(token);
        this.logins += 1;
      },
    };
  }

  #charge(txid: string): Charge {
    const charge = this.#charges.get(txid);
    if (!charge) throw new RangeError(`the simulator has no charge ${txid}; create it first`);
    return charge;
  }

  #pixOf(id: string): Pix | undefined {
    return this.#pix.get(id) ?? this.#charges.get(id)?.pix[0];
  }

  #move(charge: Charge, to: ChargeStatus): void {
    const from = charge.status;
    charge.status = to;
    this.emit({ type: 'changed', paymentId: charge.txid, from, to });
  }

  #firstAccount(): string {
    return [...this.#clients.keys()][0] ?? 'demo';
  }
}

export async function startPixSimulator(options: PixSimulatorOptions = {}): Promise<PixSimulator> {
  const simulator = new PixSimulator(options);
  await simulator.listen(options.port);
  return simulator;
}
