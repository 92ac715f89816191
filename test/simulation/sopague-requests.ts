import * as z from 'zod';
import { toErrorBody, toRefundListBody, toWithdrawnBody } from '../../local/simulators/sopague/bodies.ts';
import type { RefundRequestStatus } from '../../local/simulators/sopague/refund-requests.ts';
import { DEFAULT_TEXTS, DOCUMENTED_TEXTS } from '../../local/simulators/sopague/texts.ts';
import type { Answered, Books } from './books.ts';

type Request = {
  readonly id: string;
  readonly paymentId: string;
  readonly operation: string;
  readonly amount: number;
  status: RefundRequestStatus;
};

type Deps = {
  readonly leftOf: (paymentId: string) => number;
  readonly take: (paymentId: string, amount: number) => void;
  readonly apply: (operation: string, amount: number) => void;
  readonly now: () => number;
};

type RequestBooks = Required<Pick<Books, 'readRefunds' | 'takeBack' | 'fileRequest' | 'decide'>>;

/** Requests for refunds at SoPague: people file them, and people there decide. */
export function createSopagueRequests(deps: Deps): RequestBooks & { readonly isWaiting: () => boolean } {
  const requests: Request[] = [];
  return {
    fileRequest(paymentId, operation, amount) {
      const id = `00000000-0000-4000-8000-${String(requests.length + 1).padStart(12, '0')}`;
      requests.push({ id, paymentId, operation, amount, status: 'PENDENTE' });
      return id;
    },
    decide(decision) {
      for (const request of requests) if (request.status === 'PENDENTE') decideOn(deps, request, decision);
    },
    readRefunds: ({ searchParams }) => toList(requests, searchParams.get('id') ?? ''),
    takeBack: (body) => takeBack(deps, requests, body),
    isWaiting: () => requests.some(({ status }) => status === 'PENDENTE'),
  };
}

function decideOn(deps: Deps, request: Request, decision: 'approved' | 'rejected' | 'taken back'): void {
  const { paymentId, operation, amount } = request;
  if (decision === 'taken back') request.status = 'CANCELADO';
  else if (decision === 'rejected' || amount > deps.leftOf(paymentId)) request.status = 'REJEITADO';
  else {
    request.status = 'APROVADO';
    deps.take(paymentId, amount);
    deps.apply(operation, amount);
  }
}

function toList(requests: readonly Request[], id: string): Answered {
  const items = requests
    .filter((request) => request.id === id)
    .map(({ amount, status }) => ({
      ...{ id, amount, status, account: '', nsu: '1', authorizationCode: '123456' },
      ...{ operationDate: '2026-11-21', installments: 1, description: '' },
    }));
  return { status: 200, body: toRefundListBody({ items, totalCount: items.length, skip: 0, take: 10 }) };
}

const withdrawSchema = z.object({ Id: z.string() });

function takeBack({ now }: Deps, requests: readonly Request[], body: unknown): Answered {
  const { Id: id } = withdrawSchema.parse(body);
  const request = requests.find((one) => one.id === id);
  if (request?.status !== 'PENDENTE')
    return { status: 400, body: toErrorBody(DOCUMENTED_TEXTS.requestNotFound) };
  request.status = 'CANCELADO';
  return { status: 200, body: toWithdrawnBody(id, DEFAULT_TEXTS.withdrawn, now()) };
}
