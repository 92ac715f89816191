import type { Answered } from './books.ts';

/** What lasts for a while, and what comes instead of an answer meanwhile. */
export const OUTAGES = [
  /** The provider refuses every login, in its documented form. */
  'credentials refused',
  /** The provider refuses every token, although it gave it. */
  'tokens refused',
  /** Too many requests. */
  'rate limited',
  /** A gateway in front of the provider has nobody behind it. */
  'gateway',
  /** A firewall takes us for somebody else. */
  'firewall',
  'provider unreachable',
  /** The database gives no answer. */
  'store',
] as const;

export type OutageName = (typeof OUTAGES)[number];

/** Milliseconds from the start of the run. */
export type Outage = { readonly is: OutageName; readonly from: number; readonly lasts: number };

/** What is in front of the provider answers instead of it. None of it is executed. */
export const IN_FRONT: Readonly<Partial<Record<OutageName, Answered>>> = {
  'rate limited': {
    status: 429,
    body: { message: 'Too many requests' },
    retryAfterMs: 25_000,
    isUnread: true,
  },
  gateway: { status: 503, retryAfterMs: 5_000 },
  firewall: { status: 403 },
};
