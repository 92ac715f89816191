/**
 * The result of `begin`, unless the signal is aborted before: then it is not awaited any longer.
 *
 * @throws the reason of the signal
 */
export async function untilAborted<T>(
  signal: AbortSignal | undefined,
  begin: () => T | PromiseLike<T>,
): Promise<T> {
  if (!signal) return begin();
  signal.throwIfAborted();
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
  });
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([begin(), aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Waits so many milliseconds. An aborted signal clears the timer, which would keep the process alive. */
export function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end, { once: true });
    function end(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    }
  });
}
