/** 4xx that say nothing of the request itself: a time-out, too early, too many. */
const NOT_A_NO = new Set([408, 425, 429]);

/** A status by which a provider can say no. A 5xx never proves that nothing was done. */
export function isNo(status: number): boolean {
  return status >= 400 && status < 500 && !NOT_A_NO.has(status);
}
