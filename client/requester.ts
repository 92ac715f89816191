import { EstornoProblemError, EstornoRefusedError, EstornoUnansweredError } from './errors.ts';
import { isProblem } from './read-answer.ts';
import { untilAborted, wait } from './until-aborted.ts';

/** A request before it is authorized. */
export type OutgoingRequest = {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
};

/** Gives the headers that authorize a request. Called before every attempt. */
export type Authorize = (
  request: OutgoingRequest,
) => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;

export type RequesterOptions = {
  /** The address of the API, such as the output `ApiUrl` of the stack: with `https://`, or `http://` for a local stack. */
  readonly baseUrl: string;
  /** @default none, which only a local stack accepts */
  readonly authorize?: Authorize;
  /** Attempts of one call, with the first. @default 4 */
  readonly maxAttempts?: number;
  /** Milliseconds for one attempt, with `authorize`. @default 35000, longer than the API takes */
  readonly timeoutMs?: number;
  /** @default the platform's */
  readonly fetch?: typeof fetch;
  /** Waits so many milliseconds. Not awaited any longer once the signal is aborted. @default the platform's timers */
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
  /** Whether an answer has the form that this call expects. */
  readonly is: (value: unknown) => value is T;
};

/**
 * Sends a call, and repeats it where that is safe and can help.
 *
 * @throws EstornoProblemError, EstornoRefusedError, EstornoUnansweredError, the reason of an aborted signal, and errors of
 * `authorize`, where no attempt was sent before
 */
export type Requester = <T>(call: Call<T>) => Promise<T>;

type Failed = { readonly error: unknown; readonly mayRepeat: boolean; readonly afterMs?: number | undefined };

/** A longer wait that the API asks for is left to the caller. */
const LONGEST_WAIT_MS = 30_000;

/** Statuses of a gateway after which a request may be repeated. */
const REPEATABLE_STATUSES = [429, 500, 502, 503, 504];

/** Statuses below 500 that do not rule out that the request was executed. */
const UNKNOWN_OUTCOME_STATUSES = [408];

/**
 * Sends calls, and repeats them with the same key where that is safe and can help: without an answer, after an answer of a
 * busy gateway, and after a problem whose `retry` says so. Every other failure is thrown at once.
 *
 * @throws RangeError where `baseUrl` is not an address
 */
export function createRequester(options: RequesterOptions): Requester {
  const known = { ...options, baseUrl: readBaseUrl(options.baseUrl) };
  return (call) => attemptUntilDone(call, known);
}

async function attemptUntilDone<T>(call: Call<T>, options: RequesterOptions): Promise<T> {
  const { maxAttempts = 4, sleep = wait, random = Math.random } = options;
  let lost: EstornoUnansweredError | undefined;
  for (let attempt = 1; ; attempt++) {
    const done = await attemptOnce(call, options);
    if ('value' in done) return done.value;
    call.signal?.throwIfAborted();
    if (done.error instanceof EstornoUnansweredError) lost = done.error;
    const afterMs = done.afterMs ?? Math.min(500 * 2 ** (attempt - 1), 8000) * (0.5 + random() / 2);
    if (!done.mayRepeat || attempt >= maxAttempts || afterMs > LONGEST_WAIT_MS)
      throw lost ? toUnknownOutcome(lost, done.error, call) : done.error;
    await untilAborted(call.signal, () => sleep(afterMs, call.signal));
  }
}

/** An earlier attempt had no answer: only an answer of the API itself says what became of it. */
function toUnknownOutcome(
  lost: EstornoUnansweredError,
  last: unknown,
  { idempotencyKey }: Call<unknown>,
): unknown {
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
    // An error of the caller, such as in `authorize`: nothing was sent, and it is thrown as it is.
    return { error, mayRepeat: false };
  }
  try {
    const response = await (options.fetch ?? fetch)(request, { signal });
    return toResult(call, response, parse(await response.text()));
  } catch (cause) {
    const message =
      'There was no answer: whether the request was executed is not known. Repeat it with the same key.';
    return { error: new EstornoUnansweredError(message, { idempotencyKey, cause }), mayRepeat: true };
  }
}

/** @throws errors of `authorize`, and TypeError where its headers are not valid */
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
    `baseUrl is "${text}": use the address of the API, such as the output ApiUrl of the stack (https://…).`,
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
  const mayRepeat = REPEATABLE_STATUSES.includes(status);
  const facts = { status, idempotencyKey };
  if (status >= 400 && status < 500 && !UNKNOWN_OUTCOME_STATUSES.includes(status))
    return { error: new EstornoRefusedError(toRefusal(status), facts), mayRepeat, afterMs };
  const message = `The answer (${status}) is not one of the API: whether the request was executed is not known.`;
  return { error: new EstornoUnansweredError(message, facts), mayRepeat, afterMs };
}

function toRefusal(status: number): string {
  const refused = `The gateway refused the request (${status}), so nothing was executed.`;
  if (status === 401 || status === 403) return `${refused} Check the credentials.`;
  return status === 429 ? `${refused} Try again later.` : `${refused} Check baseUrl.`;
}

/** `Retry-After` in milliseconds. The API sends seconds, never a date. */
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
