import { randomUUID } from 'node:crypto';
import { digits } from './payments.ts';
import { toSaoPaulo } from './sao-paulo.ts';

/** @source https://docs.enoqbank.com/en/pagamentosAPI/cancelamentoTransacao/listarCancelamentos */
export type RefundRequestStatus = 'PENDENTE' | 'APROVADO' | 'REJEITADO' | 'CANCELADO';

/** A request to SoPague's team to cancel a transaction, as it stands. It names no payment id. */
export interface SopagueRefundRequest {
  readonly id: string;
  readonly account: string;
  readonly nsu: string;
  readonly authorizationCode: string;
  /** Cents. */
  readonly amount: number;
  /** `YYYY-MM-DD`. */
  readonly operationDate: string;
  readonly installments: number;
  readonly status: RefundRequestStatus;
  readonly description: string;
}

export interface NewSopagueRefundRequest {
  /** Cents. */
  readonly amount: number;
  /** Of the sale. @default 6 random digits */
  readonly authorizationCode?: string;
  /** Of the sale. @default 9 random digits */
  readonly nsu?: string;
  /** @default today in São Paulo, by the simulator's clock */
  readonly operationDate?: string;
  /** @default 1 */
  readonly installments?: number;
  /** @default '' */
  readonly description?: string;
  readonly account?: string;
}

/** A part of a list, as the list says it itself. */
export interface RefundRequestPage {
  readonly items: readonly SopagueRefundRequest[];
  readonly totalCount: number;
  readonly skip: number;
  readonly take: number;
}

const TAKE = { default: 10, max: 100 } as const;

type Held = { -readonly [K in keyof SopagueRefundRequest]: SopagueRefundRequest[K] };

/** SoPague's cancellation requests. How one is made is not public, so only the test makes and decides them. */
export class SopagueRefundRequests {
  readonly #requests: Held[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  file({ account, amount, ...about }: NewSopagueRefundRequest & { readonly account: string }): string {
    const id = randomUUID();
    this.#requests.push({
      id,
      account,
      nsu: about.nsu ?? digits(9),
      authorizationCode: about.authorizationCode ?? digits(6),
      amount,
      operationDate: about.operationDate ?? toSaoPaulo(this.#now()).date,
      installments: about.installments ?? 1,
      status: 'PENDENTE',
      description: about.description ?? '',
    });
    return id;
  }

  /** @throws RangeError where there is none */
  view(id: string): SopagueRefundRequest {
    return { ...this.#held(id) };
  }

  /** @throws RangeError where it is not waiting */
  decide(id: string, decision: 'APROVADO' | 'REJEITADO'): void {
    const request = this.#held(id);
    if (request.status !== 'PENDENTE')
      throw new RangeError(`request ${id} is ${request.status}; only one that is PENDENTE can be decided`);
    request.status = decision;
  }

  withdraw(id: string): void {
    this.#held(id).status = 'CANCELADO';
  }

  /** Another account's request is not found: our choice, the pages do not speak of it. */
  find(id: unknown, account: string): SopagueRefundRequest | undefined {
    return this.#requests.find((it) => it.account === account && it.id === id);
  }

  /** Oldest first, and numbers that make no sense become the nearest that do: our choices. */
  list(query: URLSearchParams, account: string): RefundRequestPage {
    const [status, id] = [query.get('status'), query.get('id')];
    const skip = readCount(query.get('skip'), 0);
    const take = Math.min(readCount(query.get('take'), TAKE.default), TAKE.max);
    const found = this.#requests.filter(
      (it) => it.account === account && (status ?? it.status) === it.status && (id ?? it.id) === it.id,
    );
    return { items: found.slice(skip, skip + take), totalCount: found.length, skip, take };
  }

  #held(id: string): Held {
    const request = this.#requests.find((it) => it.id === id);
    if (!request) throw new RangeError(`the simulator has no request ${id}; file it first`);
    return request;
  }
}

function readCount(text: string | null, otherwise: number): number {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : otherwise;
}
