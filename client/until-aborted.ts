/**
 * What this comes to, unless the signal is aborted before: then nothing waits for it any more, whether it ends or not.
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

/** Waits so many milliseconds. An aborted signal ends the timer, which would keep a process alive. */
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
