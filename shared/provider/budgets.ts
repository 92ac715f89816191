/** Time budgets of one invocation, in milliseconds. */

/** One request to a provider and its answer. */
export const EXCHANGE_MS = 10_000;

export const LOGIN_MS = 5_000;

/** Kept back at the end of an invocation for the write that follows the answer, and for ours to the caller. */
export const RESERVE_MS = 2_000;

/** What must be left of an invocation for one more operation to be worth beginning. */
export const OPERATION_MS = LOGIN_MS + EXCHANGE_MS + RESERVE_MS;

/** The longest wait for a session that others use. */
export const SESSION_WAIT_MS = 5_000;

/** A lease outlives the time that its holder may use it by this much. */
export const LEASE_MARGIN_MS = 5_000;

/** No login for this long with credentials that were refused: providers lock accounts out. */
export const REFUSED_LOGIN_MS = 60_000;

/** The end of a token's life that is left unused, for the way there. */
export const TOKEN_MARGIN_MS = 15_000;
