import { toPaymentKey } from '../domain/ids.ts';
import type { DueCursor, LedgerStore } from '../ports/ledger-store.ts';
import { type OperationContext, openOperation, type Payment } from './payment.ts';
import { dueShards, filingShard, reviewShard } from './save.ts';

/** `open`: everything that is not final, reviews included. */
export const UNFINISHED_STATES = ['open', 'manual_review'] as const;

export type UnfinishedState = (typeof UNFINISHED_STATES)[number];

/** What people list. `waiting_for_person`: outcomes to be recorded, and refunds to be filed at the provider. */
export const LISTED_STATES = ['waiting_for_person', ...UNFINISHED_STATES] as const;

export type ListedState = (typeof LISTED_STATES)[number];

/** Operations on one page, about: a page ends with the index page that fills it. */
const PAGE = 50;

/** Index pages read for one page of the list, at most: those of other merchants are skipped. */
const MAX_QUERIES = 20;

/** A place in a list: which shard, and where in it. */
export type ListCursor = { readonly shard: number; readonly after?: DueCursor | undefined };

/** A payment that cannot be read, and why. */
export type Unreadable = { readonly payment: string; readonly error: unknown };

export type UnfinishedPage = {
  readonly operations: readonly OperationContext[];
  readonly unreadable: readonly Unreadable[];
  readonly next?: ListCursor | undefined;
};

export type UnfinishedQuery = {
  readonly provider: string;
  readonly state: ListedState;
  /** Absent: of every merchant. */
  readonly merchantId?: string | undefined;
  /** Where the page before ended. @default the beginning */
  readonly from?: ListCursor | undefined;
};

/** What is unfinished at a provider, a page at a time. */
export async function listUnfinished(
  store: Pick<LedgerStore<Payment>, 'listDue' | 'read'>,
  { provider, state, merchantId, from = { shard: 0 } }: UnfinishedQuery,
): Promise<UnfinishedPage> {
  const shards = SHARDS[state](provider);
  const keyPrefix = merchantId && toPaymentKey({ merchantId, provider, paymentId: '' });
  const keys: string[] = [];
  let cursor: ListCursor | undefined = from;
  for (let queries = 0; queries < MAX_QUERIES && cursor && keys.length < PAGE; queries++) {
    const shard = shards[cursor.shard];
    if (shard === undefined) return readAll(store, keys);
    const page = await store.listDue(shard, { limit: PAGE, keyPrefix, after: cursor.after });
    keys.push(...page.payments);
    cursor = page.next ? { shard: cursor.shard, after: page.next } : nextShard(cursor, shards.length);
  }
  return { ...(await readAll(store, keys)), next: cursor };
}

/** Those that wait for a person come first. */
const SHARDS: Readonly<Record<ListedState, (provider: string) => readonly string[]>> = {
  open: (provider) => [reviewShard(provider), ...dueShards(provider)],
  manual_review: (provider) => [reviewShard(provider)],
  waiting_for_person: (provider) => [reviewShard(provider), filingShard(provider)],
};

/** The index lags behind: what is finished by now is left out. */
async function readAll(
  store: Pick<LedgerStore<Payment>, 'read'>,
  keys: readonly string[],
): Promise<Omit<UnfinishedPage, 'next'>> {
  const unreadable: Unreadable[] = [];
  const payments = await Promise.all(
    keys.map((payment) =>
      store.read(payment).catch((error: unknown) => {
        unreadable.push({ payment, error });
        return undefined;
      }),
    ),
  );
  const operations = payments.flatMap((payment) => {
    const operation = openOperation(payment);
    return payment && operation ? [{ payment, operation }] : [];
  });
  return { operations, unreadable };
}

function nextShard({ shard }: ListCursor, count: number): ListCursor | undefined {
  return shard + 1 < count ? { shard: shard + 1 } : undefined;
}
