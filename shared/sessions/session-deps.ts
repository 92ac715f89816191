import type { Clock, Random } from '../domain/time.ts';
import type { Exchange } from '../ports/exchange.ts';
import type { Log } from '../ports/log.ts';
import type { BearerAuth, RotatingAuth } from '../provider/auth-scheme.ts';

/** What sessions need from outside. */
export type SessionDeps = {
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly random: Random;
  /** Ends early, without an error, when the signal says so. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly newId: () => string;
  readonly log: Log;
};

/** An auth scheme with tokens. */
export type LoginAuth<Credentials> = BearerAuth<Credentials> | RotatingAuth<Credentials>;
