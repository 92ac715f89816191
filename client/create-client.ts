import type * as api from './api-types.ts';
import * as answers from './read-answer.ts';
import { createRequester, type Requester, type RequesterOptions } from './requester.ts';
import { wait } from './until-aborted.ts';
import { type WaitOptions, waitUntilFinal } from './wait-until-final.ts';

export type Provider = keyof api.Requests;

export type PaymentRef<P extends Provider = Provider> = {
  readonly merchantId: string;
  readonly provider: P;
  readonly paymentId: string;
};

export type CallOptions = {
  readonly signal?: AbortSignal;
};

export type CommandOptions = CallOptions & {
  /**
   * Identifies the command on its payment. Use one that survives a crash of the caller, such as an order number: a later
   * call with it gets the same operation. @default a random one, the same for every attempt of this call
   */
  readonly idempotencyKey?: string;
  /** The answer comes when the operation is final, or after so many seconds, at most 20. @default the answer comes at once */
  readonly waitSeconds?: number;
};

export type ClientOptions = RequesterOptions & {
  /** @default crypto.randomUUID */
  readonly newKey?: () => string;
};

export type EstornoClient = ReturnType<typeof createEstornoClient>;

type Kind = 'cancellation' | 'refund';

/** The body of a command to one provider. */
type Body<P extends Provider, K extends Kind> = Omit<api.Requests[P][K], 'dryRun'>;

type Deps = { readonly request: Requester; readonly newKey: () => string };

/**
 * Creates a client of the API. Every method can throw EstornoProblemError, EstornoRefusedError and
 * EstornoUnansweredError.
 *
 * @throws RangeError where `baseUrl` is not an address
 */
export function createEstornoClient(options: ClientOptions) {
  const { newKey = () => crypto.randomUUID(), sleep = wait } = options;
  const request = createRequester(options);
  const deps = { request, newKey };

  return {
    /** Cancels a payment. The operation may not be final yet: see `state`, and `waitUntilFinal`. */
    cancel: <P extends Provider>(
      payment: PaymentRef<P>,
      body?: Body<P, 'cancellation'>,
      how: CommandOptions = {},
    ) => begin(deps, { kind: 'cancellation', payment, body }, how),

    /** Gives money back, by a cancellation while that is possible, else by a refund. */
    refund: <P extends Provider>(
      payment: PaymentRef<P>,
      body?: Body<P, 'refund'>,
      how: CommandOptions = {},
    ) => begin(deps, { kind: 'refund', payment, body }, how),

    /** Shows what a cancellation would send first. Nothing is stored or sent. */
    previewCancellation: <P extends Provider>(
      payment: PaymentRef<P>,
      body?: Body<P, 'cancellation'>,
      how: CallOptions = {},
    ) => preview(deps, { kind: 'cancellation', payment, body }, how),

    /** Shows what a refund would send first. Nothing is stored or sent. */
    previewRefund: <P extends Provider>(
      payment: PaymentRef<P>,
      body?: Body<P, 'refund'>,
      how: CallOptions = {},
    ) => preview(deps, { kind: 'refund', payment, body }, how),

    /** Reads an operation in its present state. */
    readOperation: ({ links }: Linked, { signal }: CallOptions = {}) =>
      request({ method: 'GET', path: links.self, signal, is: answers.isOperation }),

    /** Withdraws an operation, where that is still possible. */
    withdraw: ({ links }: Linked, { signal }: CallOptions = {}) =>
      request({ method: 'POST', path: `${links.self}/withdraw`, signal, is: answers.isOperation }),

    /** Reads an operation until it is final, waits for a person, or the timeout ends. */
    waitUntilFinal: (operation: api.Operation, how: WaitOptions = {}) =>
      waitUntilFinal(operation, how, { request, sleep }),

    /** Reads a payment, its operations, and what is still possible. */
    readPayment: async (payment: PaymentRef, { signal }: CallOptions = {}) =>
      request({ method: 'GET', path: toPath(payment), signal, is: answers.isPayment }),

    /** Reads the unfinished operations at a provider, page by page. */
    listOperations: (account: AccountRef, how: ListOptions = {}) => listOperations(request, account, how),

    /** Reads the capabilities of the providers. */
    readProviders: ({ signal }: CallOptions = {}) =>
      request({ method: 'GET', path: '/v1/providers', signal, is: answers.isProviders }),
  };
}

type Linked = Pick<api.Operation, 'links'>;

type AccountRef = Pick<PaymentRef, 'merchantId' | 'provider'>;

type ListOptions = CallOptions & { readonly state?: 'open' | 'manual_review' };

type Asked = { readonly kind: Kind; readonly payment: PaymentRef; readonly body: object | undefined };

async function begin(
  { request, newKey }: Deps,
  { kind, payment, body }: Asked,
  { idempotencyKey = newKey(), waitSeconds, signal }: CommandOptions,
): Promise<api.Operation> {
  return request({
    ...{ method: 'POST', path: toCollection(kind, payment), body: body ?? {}, signal },
    idempotencyKey: toKey(idempotencyKey),
    headers: waitSeconds === undefined ? {} : { prefer: `wait=${waitSeconds}` },
    is: answers.isOperation,
  });
}

async function preview(
  { request, newKey }: Deps,
  { kind, payment, body }: Asked,
  { signal }: CallOptions,
): Promise<api.DryRun> {
  return request({
    ...{ method: 'POST', path: toCollection(kind, payment), idempotencyKey: newKey(), signal },
    body: { ...body, dryRun: true },
    is: answers.isDryRun,
  });
}

async function* listOperations(
  request: Requester,
  { merchantId, provider }: AccountRef,
  { state = 'open', signal }: ListOptions,
): AsyncGenerator<api.Operation, void, undefined> {
  const is = answers.isOperationList;
  let path: string | null = `/v1/merchants/${toSegment(merchantId)}/${provider}/operations?state=${state}`;
  while (path !== null) {
    const page: api.OperationList = await request({ method: 'GET', path, signal, is });
    yield* page.operations;
    path = page.links.next;
  }
}

function toCollection(kind: Kind, payment: PaymentRef): string {
  return `${toPath(payment)}/${kind === 'refund' ? 'refunds' : 'cancellations'}`;
}

function toPath({ merchantId, provider, paymentId }: PaymentRef): string {
  return `/v1/merchants/${toSegment(merchantId)}/${provider}/payments/${toSegment(paymentId)}`;
}

/**
 * An id as a segment of a path. Ids with other characters are refused, since escaping them is not enough: a URL resolves
 * `..`, escaped or not. @throws RangeError
 */
function toSegment(id: string): string {
  if (/^[\w-]{1,256}$/.test(id)) return id;
  throw new RangeError(`"${id.slice(0, 64)}" is not an id: use letters, digits, hyphens and underscores.`);
}

/** A key that the API accepts, by the pattern in its description. @throws RangeError */
function toKey(key: string): string {
  if (/^[\x21\x23-\x26\x28-\x2b\x2d-\x7e]{1,255}$/.test(key)) return key;
  throw new RangeError(
    `"${key.slice(0, 64)}" is not an idempotencyKey: use 1 to 255 visible ASCII characters without comma, quotes or space.`,
  );
}
