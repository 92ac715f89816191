import { EstornoProblemError, EstornoRefusedError, EstornoUnansweredError } from './errors.ts';
import { isProblem } from './read-answer.ts';
import { untilAborted, wait } from './until-aborted.ts';

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
  /** Where the API is, such as the stack's output `ApiUrl`: with `https://`, or `http://` on your machine. */
  readonly baseUrl: string;
  /** @default sends as nobody, which only a stack on your machine takes */
  readonly authorize?: Authorize;
  /** Attempts of one call, the first included. @default 4 */
  readonly maxAttempts?: number;
  /** Milliseconds for one attempt, with `authorize`. @default 35000, more than the API ever takes */
  readonly timeoutMs?: number;
  /** @default the platform's */
  readonly fetch?: typeof fetch;
  /** Waits so many milliseconds; nobody waits for it once the signal is aborted. @default by the platform's timers */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
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

type Failed = { readonly error: unknown; readonly mayRepeat: boolean; readonly afterMs?: number | undefined };

/** Beyond this a wait that the API asks for is left to the caller. */
const LONGEST_WAIT_MS = 30_000;

/** Answers of a gateway that say nothing of the request but that it may be repeated. */
const PASSING = [429, 500, 502, 503, 504];

/** Answers below 500 that a server may give to what it has taken all the same. */
const UNSURE = [408];

/**
 * Sends calls, and repeats them with the same key where that is safe and may help: where no answer came, where a gateway
 * was busy, and where the problem says so (`retry`). Everything else is thrown at once.
 *
 * @throws RangeError where `baseUrl` is no address
 */
export function createRequester(options: RequesterOptions) {
  const { maxAttempts = 4, sleep = wait, random = Math.random } = options;
  const baseUrl = readBaseUrl(options.baseUrl);

  /**
   * @throws EstornoProblemError, EstornoRefusedError, EstornoUnansweredError, the reason of a signal that is aborted, and
   * what `authorize` throws or what makes no request, where nothing was sent before
   */
  return async <T>(call: Call<T>): Promise<T> => {
    let lost: EstornoUnansweredError | undefined;
    for (let attempt = 1; ; attempt++) {
      const done = await attemptOnce(call, { ...options, baseUrl });
      if ('value' in done) return done.value;
      call.signal?.throwIfAborted();
      if (done.error instanceof EstornoUnansweredError) lost = done.error;
      const afterMs = done.afterMs ?? Math.min(500 * 2 ** (attempt - 1), 8000) * (0.5 + random() / 2);
      if (!done.mayRepeat || attempt >= maxAttempts || afterMs > LONGEST_WAIT_MS)
        throw lost ? toDoubt(lost, done.error, call) : done.error;
      await untilAborted(call.signal, () => sleep(afterMs, call.signal));
    }
  };
}

/** An attempt had no answer: what comes of a later one tells what became of it only where the API itself speaks. */
function toDoubt(lost: EstornoUnansweredError, last: unknown, { idempotencyKey }: Call<unknown>): unknown {
  if (last === lost || last instanceof EstornoProblemError || last instanceof EstornoUnansweredError)
    return last;
  const why = last instanceof Error ? last.message : String(last);
  const status = last instanceof EstornoRefusedError ? last.status : undefined;
  const message = `${lost.message} Repeating it failed too: ${why}`;
  return new EstornoUnansweredError(message, { status, idempotencyKey, cause: last });
}

async function attemptOnce<T>(call: Call<T>, options: RequesterOptions): Promise<{ value: T } | Failed> {
  const { idempotencyKey } = call;
  const timeout = AbortSignal.timeout(options.timeoutMs ?? 35_000);
  const signal = call.signal ? AbortSignal.any([call.signal, timeout]) : timeout;
  let request: Request;
  try {
    request = await toRequest(call, signal, options);
  } catch (error) {
    // A caller's own mistake, such as a key that does not sign, is no lost answer: it is thrown as it is.
    return { error, mayRepeat: false };
  }
  try {
    const response = await (options.fetch ?? fetch)(request, { signal });
    return toResult(call, response, parse(await response.text()));
  } catch (cause) {
    const message =
      'No answer came: whether the request was taken is not known. Repeat it with the same key.';
    return { error: new EstornoUnansweredError(message, { idempotencyKey, cause }), mayRepeat: true };
  }
}

/** @throws what `authorize` throws, and TypeError where its headers are none */
async function toRequest<T>(
  call: Call<T>,
  signal: AbortSignal,
  { baseUrl, authorize }: RequesterOptions,
): Promise<Request> {
  const { url, ...request } = {
    method: call.method,
    url: `${baseUrl}${call.path}`,
    headers: {
      ...call.headers,
      ...(call.idempotencyKey !== undefined && { 'idempotency-key': call.idempotencyKey }),
      ...(call.body && { 'content-type': 'application/json' }),
    },
    ...(call.body && { body: JSON.stringify(call.body) }),
  };
  const proof = authorize && (await untilAborted(signal, () => authorize({ url, ...request })));
  return new Request(url, { ...request, headers: { ...request.headers, ...proof }, redirect: 'error' });
}

/** Without slashes at its end. @throws RangeError */
function readBaseUrl(text: string): string {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return text.replace(/\/+$/, '');
  throw new RangeError(
    `baseUrl is "${text}": give the address of the API, such as the stack's output ApiUrl (https://…).`,
  );
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
  const mayRepeat = PASSING.includes(status);
  const facts = { status, idempotencyKey };
  if (status >= 400 && status < 500 && !UNSURE.includes(status))
    return { error: new EstornoRefusedError(toRefusal(status), facts), mayRepeat, afterMs };
  const message = `The answer (${status}) is not one of the API's: whether the request was taken is not known.`;
  return { error: new EstornoUnansweredError(message, facts), mayRepeat, afterMs };
}

function toRefusal(status: number): string {
  const refused = `The gateway refused it (${status}): nothing was taken.`;
  if (status === 401 || status === 403) return `${refused} Look at the credentials.`;
  return status === 429 ? `${refused} Ask again later.` : `${refused} Look at baseUrl: is it the API's?`;
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
