/** What a request is for. No provider has them all; `other` is everything that the provider does not have. */
export type RequestKind =
  | 'login'
  | 'new_key'
  | 'cancel'
  | 'read'
  | 'refund'
  | 'read_refund'
  | 'list_refunds'
  | 'list_refund_requests'
  | 'withdraw_refund_request'
  | 'other';

/**
 * How an answer travels.
 * - `whole`: as it should
 * - `dripped`: byte by byte, with `dripEveryMs` between them
 * - `truncated`: half of the body under the content-length of the whole, then the connection ends
 * - `reset-after-headers`: status and headers, then a TCP reset
 * - `reset-before-headers`: a TCP reset in place of an answer
 * - `never`: nothing; the connection hangs until the caller gives up
 */
export type Delivery =
  | 'whole'
  | 'dripped'
  | 'truncated'
  | 'reset-after-headers'
  | 'reset-before-headers'
  | 'never';

/** A body as it travels, and the headers that say how it is written. */
export interface Encoded {
  readonly body: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * One exchange that goes wrong. Four questions, each on its own: is the request carried out (`applies`), what does
 * the answer say (`status`, `code`, `body`, `headers`, `fields`), how does it travel (`answers`), and when
 * (`arrivesAfterMs`, `answersAfterMs`). Whatever is not given is as without a fault.
 */
export interface Fault {
  /**
   * Whether a request that the provider would carry out is carried out. `false` without a `status` is a provider that
   * says done and does nothing; `false` with no answer at all, or with a `body`, is one that never saw the request.
   * @default true, but false with a `status` of 300 or more
   */
  readonly applies?: boolean;
  /** @default 'whole' */
  readonly answers?: Delivery;
  /** HTTP status. 400 or more without `body` is answered in the provider's documented envelope, 3xx with no body. */
  readonly status?: number;
  /** With a `status`: LetPay's error code; at SoPague, which has no codes, the description. */
  readonly code?: string;
  /** The whole body in place of the provider's: text and bytes as they are, anything else as JSON. `''` is an empty body. */
  readonly body?: unknown;
  /** Added to the answer's headers, names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Members put over those of the provider's JSON object; `undefined` takes one away (`refresh_token`, say). */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** Writes the whole answer in another way, by a compression or a character set. */
  readonly encode?: (body: Buffer) => Encoded;
  /** The request reaches the provider's logic only after this, even if its sender has long hung up. @default 0 */
  readonly arrivesAfterMs?: number;
  /** The answer leaves this much later than latency alone would have it. @default 0 */
  readonly answersAfterMs?: number;
  /** The answer leaves only once this is settled. @default at once */
  readonly answersOnce?: Promise<void>;
  /** Pause between two bytes of a `dripped` body. @default 20 */
  readonly dripEveryMs?: number;
}

/** Which exchanges a fault is for. */
export interface FaultTarget {
  /** @default 'cancel' */
  readonly kind?: RequestKind | 'any';
  /** How many of them; `Infinity` until `clearFaults()`. @default 1 */
  readonly times?: number;
  /** Only those that name it in their path or body, such as a payment's id. @default any */
  readonly about?: string;
}

/** What is known of a request when its fault is chosen. */
type Faulty = { readonly kind: RequestKind; readonly path: string; readonly body: string };

/** Faults in the order in which they were asked for; an exchange takes the first that is for its kind. */
export class FaultQueue {
  #waiting: {
    readonly fault: Fault;
    readonly kind: RequestKind | 'any';
    readonly about: string;
    left: number;
  }[] = [];

  add(fault: Fault, { kind = 'cancel', times = 1, about = '' }: FaultTarget = {}): void {
    this.#waiting.push({ fault, kind, about, left: times });
  }

  take({ kind, path, body }: Faulty): Fault {
    const entry = this.#waiting.find(
      (it) =>
        it.left > 0 &&
        (it.kind === kind || it.kind === 'any') &&
        (path.includes(it.about) || body.includes(it.about)),
    );
    if (!entry) return {};
    entry.left -= 1;
    return entry.fault;
  }

  clear(): void {
    this.#waiting = [];
  }
}

/** What a proxy in front of a provider shows: text, where JSON was due. */
export const HTML_PAGE =
  '<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n';

/** Well-formed JSON of about so many bytes, which nobody should read to its end. */
export function oversizedBody(bytes = 5_000_000): string {
  return JSON.stringify({ padding: 'x'.repeat(bytes) });
}

/** An answer that sends the caller, and with it the token, to another address. */
export function redirectTo(location: string, status = 302): Fault {
  return { status, headers: { location } };
}
