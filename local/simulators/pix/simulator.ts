import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Outcome } from '../kit/answers.ts';
import type { RequestKind } from '../kit/faults.ts';
import type { SimulatorOptions } from '../kit/options.ts';
import { ProviderSimulator } from '../kit/provider-simulator.ts';
import type { ReceivedRequest } from '../kit/traffic.ts';
import { answer, KEY_HEADER, type Payment, ROUTES, refuse, toRoute } from './answers.ts';

export interface PixSimulatorOptions extends SimulatorOptions {
  /** Credentials by merchant; each of these keys is accepted. @default `demo`: demo-key */
  readonly accounts?: Readonly<Record<string, { readonly apiKey: string }>>;
}

export interface NewPixPayment {
  /** Centavos. */
  readonly amount: number;
  readonly id?: string;
  /** @default 'held' */
  readonly status?: Payment['status'];
}

/** Pix as its public pages describe it: `answers.ts` has the answers, and this file the payments. */
export class PixSimulator extends ProviderSimulator {
  #keys: ReadonlySet<string>;
  readonly #payments = new Map<string, Payment>();

  constructor(options: PixSimulatorOptions = {}) {
    super(options, 0);
    const accounts = options.accounts ?? { demo: { apiKey: 'demo-key' } };
    this.#keys = new Set(Object.values(accounts).map(({ apiKey }) => apiKey));
  }

  createPayment({ id = randomUUID(), amount, status = 'held' }: NewPixPayment): string {
    this.#payments.set(id, { id, amount, status, returned: 0, effects: 0, at: this.now(), done: new Map() });
    return id;
  }

  /** @throws RangeError if there is none */
  payment(id: string): Payment {
    const payment = this.#payments.get(id);
    if (!payment) throw new RangeError(`the simulator has no payment ${id}; create it first`);
    return payment;
  }

  /** How many times money was returned for this payment. */
  effects(id: string): number {
    return this.#payments.get(id)?.effects ?? 0;
  }

  /** Somebody returns this amount without this API. */
  returnElsewhere(id: string, amount: number): void {
    this.payment(id).returned += amount;
  }

  /** From now on only this key is accepted. */
  setKey(apiKey: string): void {
    this.#keys = new Set([apiKey]);
  }

  protected override kindOf(method: string, path: string): RequestKind {
    return toRoute(method, path).kind;
  }

  protected override tokenOf({ headers }: IncomingMessage): string | undefined {
    const key = headers[KEY_HEADER];
    return Array.isArray(key) ? key[0] : key;
  }

  protected override decide(request: ReceivedRequest): Outcome {
    if (!this.#keys.has(request.token ?? '')) return refuse(401);
    const { kind, paymentId } = toRoute(request.method, request.path);
    if (kind === 'other') return refuse(404);
    return answer(request, this.#payments.get(paymentId), this.now());
  }

  protected override refuse(_request: ReceivedRequest, status: number, code?: string): Outcome {
    return refuse(status, code);
  }
}

export async function startPixSimulator(options: PixSimulatorOptions = {}): Promise<PixSimulator> {
  if (ROUTES.length === 0)
    throw new Error('Write next: local/simulators/pix/answers.ts: what the pages of Pix say.');
  const simulator = new PixSimulator(options);
  await simulator.listen(options.port);
  return simulator;
}
