import { createHmac, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Outcome } from '../kit/answers.ts';
import type { RequestKind } from '../kit/faults.ts';
import type { SimulatorOptions } from '../kit/options.ts';
import { ProviderSimulator } from '../kit/provider-simulator.ts';
import type { ReceivedRequest } from '../kit/traffic.ts';
import { answerOrders, refuseOrder } from './orders-api.ts';
import {
  addRefund,
  cancel,
  createPayment,
  endRefund,
  type MercadopagoStatus,
  type NewMercadopagoPayment,
  type Payment,
  refundedOf,
  toRefund,
} from './payments.ts';
import { answerPayments, type MercadopagoRules, refuse, type World } from './payments-api.ts';

export type { MercadopagoStatus, NewMercadopagoPayment } from './payments.ts';
export type { MercadopagoRules } from './payments-api.ts';

export interface MercadopagoAccount {
  readonly accessToken: string;
  readonly environment?: string;
}

export interface MercadopagoSimulatorOptions extends SimulatorOptions, Partial<MercadopagoRules> {
  /** By merchant; the first one owns a payment that names none. @default `demo`: TEST-demo */
  readonly accounts?: Readonly<Record<string, MercadopagoAccount>>;
}

const ROUTES: readonly (readonly [method: string, path: RegExp, kind: RequestKind])[] = [
  ['PUT', /^\/v1\/payments\/([^/]+)$/, 'cancel'],
  ['GET', /^\/v1\/payments\/([^/]+)$/, 'read'],
  ['POST', /^\/v1\/payments\/([^/]+)\/refunds$/, 'refund'],
  ['GET', /^\/v1\/payments\/([^/]+)\/refunds$/, 'list_refunds'],
  ['GET', /^\/v1\/payments\/([^/]+)\/refunds\/[^/]+$/, 'read_refund'],
  ['GET', /^\/v1\/orders\/([^/]+)$/, 'read'],
  ['POST', /^\/v1\/orders\/([^/]+)\/cancel$/, 'cancel'],
  ['POST', /^\/v1\/orders\/([^/]+)\/refund$/, 'refund'],
];

const DEFAULT_COLLECTOR = 471_763_966;

/** Mercado Pago as its public pages describe it: payments and orders. */
export class MercadopagoSimulator extends ProviderSimulator {
  /** May be changed at any time. */
  readonly rules: MercadopagoRules;
  #accounts: Map<string, MercadopagoAccount>;
  readonly #payments = new Map<string, Payment>();

  constructor(options: MercadopagoSimulatorOptions = {}) {
    super(options, 0);
    this.#accounts = new Map(Object.entries(options.accounts ?? { demo: { accessToken: 'TEST-demo' } }));
    this.rules = {
      refundsInProcess: options.refundsInProcess ?? false,
      mayRefund: options.mayRefund ?? true,
      hidesFromRefunds: options.hidesFromRefunds ?? false,
      partialRefunds: options.partialRefunds ?? true,
    };
  }

  /** @returns its id */
  createPayment(payment: NewMercadopagoPayment): string {
    const created = createPayment({ account: this.#firstAccount(), ...payment }, this.now());
    this.#payments.set(created.id, created);
    return created.id;
  }

  /** @throws RangeError where there is none */
  payment(id: string): Payment {
    const payment = this.#payments.get(id);
    if (!payment) throw new RangeError(`the simulator has no payment ${id}; create it first`);
    return payment;
  }

  setStatus(id: string, status: MercadopagoStatus): void {
    this.payment(id).status = status;
  }

  effects(id: string): number {
    return this.payment(id).effects;
  }

  /** Centavos that were returned by any party; all of a payment that is canceled. */
  returned(id: string): number {
    const payment = this.payment(id);
    return payment.status === 'cancelled' ? payment.amount : refundedOf(payment);
  }

  /** Somebody gives back so much in the panel; of a payment that is not paid, all of it. */
  returnElsewhere(id: string, amount: number): void {
    const payment = this.payment(id);
    if (payment.status === 'approved') addRefund(payment, toRefund(payment, amount, 'approved', this.now()));
    else cancel(payment);
  }

  /** Ends every refund of the payment that is under way. */
  endRefunds(id: string, status: 'approved' | 'rejected' = 'approved'): void {
    const payment = this.payment(id);
    for (const refund of payment.refunds)
      if (refund.status === 'in_process') endRefund(payment, refund, status);
  }

  /** A webhook about a payment, signed with this secret: the query and the headers of it. */
  toWebhook(id: string, secret: string) {
    const type = id.startsWith('ORD') ? 'order' : 'payment';
    const [requestId, ts] = [randomUUID(), Math.floor(this.now() / 1000)];
    const message = `id:${id.toLowerCase()};request-id:${requestId};ts:${ts};`;
    const v1 = createHmac('sha256', secret).update(message).digest('hex');
    return {
      query: { 'data.id': id, type },
      headers: { 'x-request-id': requestId, 'x-signature': `ts=${ts},v1=${v1}` },
      body: { id: 12345, live_mode: true, type, action: `${type}.updated`, api_version: 'v1', data: { id } },
    };
  }

  /** From now on only this account is accepted, in place of the first one. */
  setAccount(account: MercadopagoAccount): void {
    this.#accounts = new Map([[this.#firstAccount(), account]]);
  }

  protected override kindOf(method: string, path: string): RequestKind {
    return toRoute(method, path).kind;
  }

  protected override tokenOf({ headers }: IncomingMessage): string | undefined {
    return /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
  }

  protected override decide(request: ReceivedRequest): Outcome {
    const found = [...this.#accounts].find(([, { accessToken }]) => accessToken === request.token);
    if (!found) return this.refuse(request, 401);
    const { kind, paymentId } = toRoute(request.method, request.path);
    if (kind === 'other') return refuse(404, undefined, 'not_found');
    const payment = this.#payments.get(paymentId);
    const own = payment?.account === found[0] ? payment : undefined;
    const answer = isOfOrders(request) ? answerOrders : answerPayments;
    return answer(request, own, this.#toWorld(found[1]));
  }

  protected override refuse(request: ReceivedRequest, status: number, code?: string): Outcome {
    const ofToken = status === 401 ? 'unauthorized' : undefined;
    if (isOfOrders(request)) return refuseOrder(status, code ?? ofToken);
    return refuse(status, code ?? (ofToken && '5'), ofToken);
  }

  #toWorld({ accessToken, environment }: MercadopagoAccount): World {
    const user = /-(\d{4,20})$/.exec(accessToken)?.[1];
    const collectorId = user === undefined ? DEFAULT_COLLECTOR : Number(user);
    return { now: this.now(), isLive: environment === 'production', collectorId, rules: this.rules };
  }

  #firstAccount(): string {
    return [...this.#accounts.keys()][0] ?? 'demo';
  }
}

function isOfOrders({ path }: ReceivedRequest): boolean {
  return path.startsWith('/v1/orders/');
}

function toRoute(method: string, path: string): { readonly kind: RequestKind; readonly paymentId: string } {
  const bare = path.replace(/\?.*$/, '');
  for (const [verb, pattern, kind] of ROUTES) {
    const match = verb === method ? pattern.exec(bare) : null;
    if (match) return { kind, paymentId: match[1] ?? '' };
  }
  return { kind: 'other', paymentId: '' };
}

export async function startMercadopagoSimulator(
  options: MercadopagoSimulatorOptions = {},
): Promise<MercadopagoSimulator> {
  const simulator = new MercadopagoSimulator(options);
  await simulator.listen(options.port);
  return simulator;
}
