/** 23 days. A timer of more than 2³¹ ms ends at once; no local stack runs for as long as this one. */
export const LONGEST_TIMER_SECONDS = 2_000_000;
