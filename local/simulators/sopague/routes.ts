import type { RequestKind } from '../kit/faults.ts';

/** What a request is for, and the payment that its path names; empty where it names none. */
export interface Route {
  readonly kind: RequestKind;
  readonly paymentId: string;
}

/** @source https://docs.enoqbank.com/en/pagamentosAPI/cancelamentoTransacao/listarCancelamentos (`/v1/refund`) */
const PATTERNS: readonly (readonly [method: string, path: RegExp, kind: RequestKind])[] = [
  ['POST', /^\/gateway\/api\/auth\/token$/, 'login'],
  ['POST', /^\/gateway\/v1\/payments\/([^/]+)\/cancel$/, 'cancel'],
  ['GET', /^\/gateway\/v1\/payments\/([^/]+)$/, 'read'],
  ['GET', /^\/gateway\/v1\/refund\/list$/, 'list_refund_requests'],
  ['POST', /^\/gateway\/v1\/refund\/cancel$/, 'withdraw_refund_request'],
];

/** @param path raw; a query is no part of the route */
export function toRoute(method: string, path: string): Route {
  const bare = path.replace(/\?.*$/, '');
  for (const [verb, pattern, kind] of PATTERNS) {
    const match = verb === method ? pattern.exec(bare) : null;
    if (match) return { kind, paymentId: match[1] ?? '' };
  }
  return { kind: 'other', paymentId: '' };
}
