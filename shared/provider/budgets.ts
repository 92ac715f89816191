import { MINUTE_MS } from '../domain/time.ts';

/** Time budgets of one invocation, in milliseconds. */
export type Budget = {
  readonly loginMs: number;
  /** One request to a provider and its answer. */
  readonly exchangeMs: number;
};

/** A caller waits for the answer. */
const CALLER_BUDGET: Budget = { loginMs: 5_000, exchangeMs: 10_000 };

/** No caller waits: a slow provider gets longer. */
const BACKGROUND_BUDGET: Budget = { loginMs: 12_000, exchangeMs: 12_000 };

export function toBudget({ isBackground }: { readonly isBackground: boolean }): Budget {
  return isBackground ? BACKGROUND_BUDGET : CALLER_BUDGET;
}

/** No login and no exchange takes longer, with or without a waiting caller: leases outlive these. */
export const LONGEST_BUDGET: Budget = {
  loginMs: Math.max(CALLER_BUDGET.loginMs, BACKGROUND_BUDGET.loginMs),
  exchangeMs: Math.max(CALLER_BUDGET.exchangeMs, BACKGROUND_BUDGET.exchangeMs),
};

/** What must be left for a request that moves money to leave. */
export const LEAST_SEND_MS = CALLER_BUDGET.exchangeMs;

/** Kept back at the end of an invocation for the write that follows the answer, and for ours to the caller. */
export const RESERVE_MS = 2_000;

/** What must be left of an invocation for one more operation to be worth beginning. */
export const OPERATION_MS = CALLER_BUDGET.loginMs + CALLER_BUDGET.exchangeMs + RESERVE_MS;

/** The longest that an invocation lasts: no request leaves later after it was decided to send it. */
export const LONGEST_INVOCATION_MS = 29_000;

/** The longest wait for a session that others use. */
export const SESSION_WAIT_MS = 5_000;

/** A lease outlives the time that its holder may use it by this much. */
export const LEASE_MARGIN_MS = 5_000;

/** No login for this long with credentials that were refused: providers lock accounts out. */
export const REFUSED_LOGIN_MS = MINUTE_MS;

/** The end of a token's life that is left unused, for the way there. */
export const TOKEN_MARGIN_MS = 15_000;
