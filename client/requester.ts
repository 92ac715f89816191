import { EstornoProblemError, EstornoUnansweredError } from './errors.ts';
import { isProblem } from './read-answer.ts';

/** A request before it proves who sends it. */
export type OutgoingRequest = {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
};

/** Gives the headers that prove who sends a request. Asked before every attempt. */
export type Authorize = (
  request: OutgoingRequest,
) => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;

export type RequesterOptions = {
  /** Where the API is, such as the stack's output `ApiUrl`. */
  readonly baseUrl: string;
  /** @default sends as nobody, which only a stack on your machine takes */
  readonly authorize?: Authorize;
  /** Attempts of one call, the first included. @default 4 */
  readonly maxAttempts?: number;
  /** Milliseconds for one attempt. @default 35000, more than the API ever takes */
  readonly timeoutMs?: number;
  /** @default the platform's */
  readonly fetch?: typeof fetch;
  /** Waits so many milliseconds. @default by the platform's timers */
  readonly sleep?: (ms: number) => Promise<void>;
  /** In [0, 1), for jitter. @default Math.random */
  readonly random?: () => number;
};

export type Call<T> = {
  readonly method: 'GET' | 'POST';
  /** Begins with a slash. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly idempotencyKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Whether an answer is the one that this call is for. */
  readonly is: (value: unknown) => value is T;
};

type Failed = { readonly error: Error; readonly mayRepeat: boolean; readonly afterMs?: number | undefined };

/** Beyond this a wait that the API asks for is left to the caller. */
const LONGEST_WAIT_MS = 30_000;

/** Answers of a gateway that say nothing of the request but that it may be repeated. */
const PASSING = [429, 500, 502, 503, 504];

/**
 * Sends calls, and repeats them with the same key where that is safe and may help: where no answer came, where a gateway
 * was busy, and where the problem says so (`retry`). Everything else is thrown at once.
 */
export function createRequester(options: RequesterOptions) {
  const { maxAttempts = 4, sleep = wait, random = Math.random } = options;

  /** @throws EstornoProblemError, EstornoUnansweredError, and the reason of a signal that is aborted */
  return async <T>(call: Call<T>): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      const done = await attemptOnce(call, options);
      if ('value' in done) return done.value;
      call.signal?.throwIfAborted();
      const afterMs = done.afterMs ?? Math.min(500 * 2 ** (attempt - 1), 8000) * (0.5 + random() / 2);
      if (!done.mayRepeat || attempt >= maxAttempts || afterMs > LONGEST_WAIT_MS) throw done.error;
      await sleep(afterMs);
      call.signal?.throwIfAborted();
    }
  };
}

async function attemptOnce<T>(call: Call<T>, options: RequesterOptions): Promise<{ value: T } | Failed> {
  const { idempotencyKey } = call;
  // A caller's own mistake, such as a key that does not sign, is no lost answer: it is thrown as it is.
  const { url, ...request } = await toAuthorized(call, options);
  const timeout = AbortSignal.timeout(options.timeoutMs ?? 35_000);
  const signal = call.signal ? AbortSignal.any([call.signal, timeout]) : timeout;
  try {
    const response = await (options.fetch ?? fetch)(url, { ...request, redirect: 'error', signal });
    return toResult(call, response, parse(await response.text()));
  } catch (cause) {
    const message =
      'No answer came: whether the request was taken is not known. Repeat it with the same key.';
    return { error: new EstornoUnansweredError(message, { idempotencyKey, cause }), mayRepeat: true };
  }
}

async function toAuthorized<T>(call: Call<T>, { baseUrl, authorize }: RequesterOptions) {
  const request = {
    method: call.method,
    url: `${baseUrl.replace(/\/+$/, '')}${call.path}`,
    headers: {
      ...call.headers,
      ...(call.idempotencyKey !== undefined && { 'idempotency-key': call.idempotencyKey }),
      ...(call.body && { 'content-type': 'application/json' }),
    },
    ...(call.body && { body: JSON.stringify(call.body) }),
  };
  return { ...request, headers: { ...request.headers, ...(await authorize?.(request)) } };
}

function toResult<T>(
  { is, idempotencyKey }: Call<T>,
  { ok, status, headers }: Response,
  body: unknown,
): { value: T } | Failed {
  if (ok && is(body)) return { value: body };
  const afterMs = toMs(headers.get('retry-after'));
  if (isProblem(body)) {
    const mayRepeat = body.retry === 'same_key' || (body.retry === 'after' && afterMs !== undefined);
    return { error: new EstornoProblemError(body, idempotencyKey), mayRepeat, afterMs };
  }
  const message = `The answer (${status}) is not one of the API's: whether the request was taken is not known.`;
  const error = new EstornoUnansweredError(message, { status, idempotencyKey });
  return { error, mayRepeat: PASSING.includes(status), afterMs };
}

/** `Retry-After` in seconds. The API never sends a date. */
function toMs(retryAfter: string | null): number | undefined {
  return retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1000 : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
