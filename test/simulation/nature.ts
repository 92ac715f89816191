import type { TokenModel } from '../../shared/ports/session-store.ts';
import type { ModeloPages } from './modelo-pages.ts';

/** What a provider is like in one run. */
export type Nature = {
  readonly tokens: TokenModel;
  /** How many sessions the account may have at once. */
  readonly sessions: number;
  /** Centavos of each payment. */
  readonly total: number;
  /** Milliseconds from the acceptance of a request to its end. 0: at once. */
  readonly takesMs: number;
  /** How work that was accepted ends. */
  readonly ends: 'done' | 'given up' | 'given up once' | 'never';
  /** An inquiry shows that the provider works on it. */
  readonly shows: boolean;
  /** A void of what is voided, or under way: refused, or taken as if it were the first. */
  readonly second: 'refused' | 'accepted';
  /** The provider accepts first, where it can do both. */
  readonly acceptsFirst: boolean;
  /** Payments are paid when the run begins, where that is possible. @default false */
  readonly paid?: boolean;
  /** The provider compares what it is asked for with the whole payment, not with what is left. @default false */
  readonly lax?: boolean;
  /** SoPague shows the amount of a sale in reais, and takes it in centavos. @default false */
  readonly showsReais?: boolean;
  /** SoPague shows what is left of a sale, not what it was made for: no page says which of the two. @default false */
  readonly showsRemainder?: boolean;
  /** What the pages of the made-up provider say. */
  readonly pages?: ModeloPages;
};
