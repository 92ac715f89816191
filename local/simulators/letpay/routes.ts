import type { RequestKind } from '../kit/faults.ts';
import type { LetpayFamily } from './statuses.ts';

/** What a request is for, and what it names. */
export interface Route {
  readonly kind: RequestKind;
  /** The payment token, or the refund id of `read_refund`, as sent; empty where the path names none. */
  readonly id: string;
  /** Of a cancel. */
  readonly family?: LetpayFamily;
}

/**
 * `POST` for all cancels; the page on tokens shows both verbs. The refund reads have no verb in writing, and their
 * examples no body.
 */
const PATTERNS: readonly (readonly [
  method: RegExp,
  path: RegExp,
  kind: RequestKind,
  family?: LetpayFamily,
])[] = [
  [/^POST$/, /^\/auth$/, 'login'],
  [/^POST$/, /^\/access-key$/, 'new_key'],
  [/^POST$/, /^\/payment\/([^/]+)\/cancel$/, 'cancel', 'payment'],
  [/^POST$/, /^\/checkout\/([^/]+)\/cancel$/, 'cancel', 'checkout'],
  [/^(POST|DELETE)$/, /^\/token\/([^/]+)\/cancel$/, 'cancel', 'token'],
  [/^GET$/, /^\/payment\/([^/]+)$/, 'read'],
  [/^POST$/, /^\/refund$/, 'refund'],
  [/^GET$/, /^\/refund\/([^/]+)$/, 'read_refund'],
  [/^GET$/, /^\/refund\/payment\/([^/]+)$/, 'list_refunds'],
];

/** @param path raw; a query is no part of the route */
export function toRoute(method: string, path: string): Route {
  const bare = path.replace(/\?.*$/, '');
  for (const [verb, pattern, kind, family] of PATTERNS) {
    const match = verb.test(method) ? pattern.exec(bare) : null;
    if (match) return { kind, id: match[1] ?? '', ...(family && { family }) };
  }
  return { kind: 'other', id: '' };
}
