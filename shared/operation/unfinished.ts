import { toPaymentKey } from '../domain/ids.ts';
import { openOperation } from '../domain/payment.ts';
import { dueShards, reviewShard } from '../domain/save.ts';
import type { DueCursor, LedgerStore } from '../ports/ledger-store.ts';
import type { Standing } from './steps.ts';

/** `open`: everything that is not final, reviews included. */
export const UNFINISHED_STATES = ['open', 'manual_review'] as const;

export type UnfinishedState = (typeof UNFINISHED_STATES)[number];

/** Where a list ended: the shard that is next, and where in it. */
export type ListCursor = { readonly shard: number; readonly after?: DueCursor | undefined };

export type UnfinishedPage = {
  readonly standings: readonly Standing[];
  /** Payments that cannot be read, by their keys, each with why: they hide none of the others. */
  readonly unreadable: readonly Unreadable[];
  readonly next?: ListCursor | undefined;
};

type Unreadable = { readonly payment: string; readonly error: unknown };

/** Operations on one page, about: a page ends with the index page that fills it. */
const PAGE = 50;

/** Index pages read for one page of the list, at most: those of other merchants are skipped. */
const MAX_QUERIES = 20;

/** What is unfinished at one provider, from the due index; never by reading the whole table. */
export function createUnfinishedList({
  provider,
  store,
}: {
  provider: string;
  store: Pick<LedgerStore, 'listDue' | 'read'>;
}) {
  return async (
    state: UnfinishedState,
    merchantId: string | undefined,
    from: ListCursor = { shard: 0 },
  ): Promise<UnfinishedPage> => {
    const shards =
      state === 'open' ? [reviewShard(provider), ...dueShards(provider)] : [reviewShard(provider)];
    const keyPrefix = merchantId && toPaymentKey({ merchantId, provider, paymentId: '' });
    const keys: string[] = [];
    let cursor: ListCursor | undefined = from;
    for (let queries = 0; queries < MAX_QUERIES && cursor && keys.length < PAGE; queries++) {
      const shard = shards[cursor.shard];
      if (shard === undefined) return readAll(keys);
      const page = await store.listDue(shard, { limit: PAGE, keyPrefix, after: cursor.after });
      keys.push(...page.payments);
      cursor = page.next ? { shard: cursor.shard, after: page.next } : nextShard(cursor, shards.length);
    }
    return { ...(await readAll(keys)), next: cursor };
  };

  /** The index lags behind: what is finished by now is left out. */
  async function readAll(keys: readonly string[]): Promise<Omit<UnfinishedPage, 'next'>> {
    const unreadable: Unreadable[] = [];
    const read = (payment: string) =>
      store.read(payment).catch((error: unknown) => {
        unreadable.push({ payment, error });
        return undefined;
      });
    const payments = await Promise.all(keys.map(read));
    const standings = payments.flatMap((payment) => {
      const operation = openOperation(payment);
      return payment && operation ? [{ payment, operation }] : [];
    });
    return { standings, unreadable };
  }
}

function nextShard({ shard }: ListCursor, count: number): ListCursor | undefined {
  return shard + 1 < count ? { shard: shard + 1 } : undefined;
}
