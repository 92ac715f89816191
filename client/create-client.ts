import type * as api from './api-types.ts';
import * as answers from './read-answer.ts';
import { createRequester, type RequesterOptions } from './requester.ts';
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
   * Names the command on its payment. Give one that survives a crash of yours, such as the number of the order: then
   * whoever asks again with it gets the same operation. @default a random one, the same for every attempt of this call
   */
  readonly idempotencyKey?: string;
  /** Stays on the line until the operation is final, at most so many seconds, up to 20. @default answers at once */
  readonly waitSeconds?: number;
};

export type ClientOptions = RequesterOptions & {
  /** @default crypto.randomUUID */
  readonly newKey?: () => string;
};

export type EstornoClient = ReturnType<typeof createEstornoClient>;

type Kind = 'cancellation' | 'refund';

/**
 * A client of the API. Every method can throw EstornoProblemError, EstornoRefusedError and EstornoUnansweredError.
 *
 * @throws RangeError where `baseUrl` is no address
 */
export function createEstornoClient(options: ClientOptions) {
  const { newKey = () => crypto.randomUUID(), sleep = wait } = options;
  const request = createRequester(options);

  return {
    /** Cancels a payment. What comes back may not be final yet: see `state`, and `waitUntilFinal`. */
    cancel: <P extends Provider>(
      payment: PaymentRef<P>,
      body?: Omit<api.Requests[P]['cancellation'], 'dryRun'>,
      how: CommandOptions = {},
    ) => begin('cancellation', payment, body, how),

    /** Gives money back by the best way that is still open. */
    refund: <P extends Provider>(
      payment: PaymentRef<P>,
      body?: Omit<api.Requests[P]['refund'], 'dryRun'>,
      how: CommandOptions = {},
    ) => begin('refund', payment, body, how),

    /** What a cancellation would send first. Nothing is stored or sent. */
    previewCancellation: <P extends Provider>(
      payment: PaymentRef<P>,
      body?: Omit<api.Requests[P]['cancellation'], 'dryRun'>,
      how: CallOptions = {},
    ) => preview('cancellation', payment, body, how),

    /** What a refund would send first. Nothing is stored or sent. */
    previewRefund: <P extends Provider>(
      payment: PaymentRef<P>,
      body?: Omit<api.Requests[P]['refund'], 'dryRun'>,
      how: CallOptions = {},
    ) => preview('refund', payment, body, how),

    readOperation,

    /** Takes an operation back, where that is still possible. */
    withdraw: ({ links }: Pick<api.Operation, 'links'>, { signal }: CallOptions = {}) =>
      request({ method: 'POST', path: `${links.self}/withdraw`, signal, is: answers.isOperation }),

    /** Reads an operation until it is final, waits for a person, or the time is over. */
    waitUntilFinal: (operation: api.Operation, how: WaitOptions = {}) =>
      waitUntilFinal(operation, how, { read: (one) => readOperation(one, how), sleep }),

    /** What is known of a payment, and what is still possible. */
    readPayment: async (payment: PaymentRef, { signal }: CallOptions = {}) =>
      request({ method: 'GET', path: toPath(payment), signal, is: answers.isPayment }),

    listOperations,

    /** What each provider can do, and how one knows. */
    readProviders: ({ signal }: CallOptions = {}) =>
      request({ method: 'GET', path: '/v1/providers', signal, is: answers.isProviders }),
  };

  async function begin(
    kind: Kind,
    payment: PaymentRef,
    body: object | undefined,
    how: CommandOptions,
  ): Promise<api.Operation> {
    const { idempotencyKey = newKey(), waitSeconds, signal } = how;
    return request({
      ...{ method: 'POST', path: toCollection(kind, payment), body: body ?? {}, signal },
      idempotencyKey: toKey(idempotencyKey),
      headers: waitSeconds === undefined ? {} : { prefer: `wait=${waitSeconds}` },
      is: answers.isOperation,
    });
  }

  async function preview(
    kind: Kind,
    payment: PaymentRef,
    body: object | undefined,
    { signal }: CallOptions,
  ): Promise<api.DryRun> {
    return request({
      ...{ method: 'POST', path: toCollection(kind, payment), idempotencyKey: newKey(), signal },
      body: { ...body, dryRun: true },
      is: answers.isDryRun,
    });
  }

  /** The operation as it stands. */
  function readOperation(
    { links }: Pick<api.Operation, 'links'>,
    { signal }: CallOptions = {},
  ): Promise<api.Operation> {
    return request({ method: 'GET', path: links.self, signal, is: answers.isOperation });
  }

  /** What is unfinished at a provider, page after page. */
  async function* listOperations(
    { merchantId, provider }: Pick<PaymentRef, 'merchantId' | 'provider'>,
    { state = 'open', signal }: CallOptions & { readonly state?: 'open' | 'manual_review' } = {},
  ): AsyncGenerator<api.Operation, void, undefined> {
    let path: string | null = `/v1/merchants/${toSegment(merchantId)}/${provider}/operations?state=${state}`;
    while (path !== null) {
      const page: api.OperationList = await request({
        method: 'GET',
        path,
        signal,
        is: answers.isOperationList,
      });
      yield* page.operations;
      path = page.links.next;
    }
  }
}

function toCollection(kind: Kind, payment: PaymentRef): string {
  return `${toPath(payment)}/${kind === 'refund' ? 'refunds' : 'cancellations'}`;
}

function toPath({ merchantId, provider, paymentId }: PaymentRef): string {
  return `/v1/merchants/${toSegment(merchantId)}/${provider}/payments/${toSegment(paymentId)}`;
}

/**
 * An id as it stands in a path. No id has anything in it that could lead to another path, and escaping would not help:
 * a URL takes `..` for a step up, escaped or not. @throws RangeError
 */
function toSegment(id: string): string {
  if (/^[\w-]{1,256}$/.test(id)) return id;
  throw new RangeError(`"${id.slice(0, 64)}" is no id: give letters, digits, hyphens and underscores.`);
}

/** A key that the API takes, which says so in the description. @throws RangeError */
function toKey(key: string): string {
  if (/^[\x21\x23-\x26\x28-\x2b\x2d-\x7e]{1,255}$/.test(key)) return key;
  throw new RangeError(
    `"${key.slice(0, 64)}" is no idempotencyKey: give 1 to 255 visible ASCII characters without comma, quotes or space.`,
  );
}
