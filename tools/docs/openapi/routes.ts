import type { NotificationBelowName, RouteName } from '../../../shared/http/routes.ts';
import type { ExampleStage } from '../example-operations.ts';
import {
  toDryRunExamples,
  toListExamples,
  toOperationExamples,
  toPaymentExamples,
  toProvidersExamples,
} from './answers.ts';
import { REPEATABLE, toHeaders } from './headers.ts';
import { type Json, SCHEMAS } from './json-schema.ts';
import type { ProblemSet } from './problem-sets.ts';
import { NOTIFICATION_BODY, toRequestBody } from './requests.ts';

/** The description of a route, beside its method and its path. */
export type RouteWords = {
  readonly tag: 'Cancellations' | 'Refunds' | 'Payments' | 'Providers';
  readonly summary: string;
  readonly description: string;
  /** Parameters beside those in the path. */
  readonly parameters: readonly string[];
  readonly requestBody?: Json;
  readonly answers: Json;
  readonly problems: ProblemSet;
};

type Kind = 'cancellation' | 'refund';

/** Stages of open operations, as a command and a read may find them. */
const OPEN: Readonly<Record<Kind, readonly ExampleStage[]>> = {
  cancellation: ['accepted', 'processing', 'unknown', 'manual_review'],
  refund: ['accepted', 'processing', 'unknown', 'awaiting_approval', 'manual_review'],
};

function toContent(schema: Json, examples: Json): Json {
  return { 'application/json': { schema, examples } };
}

function toReference(name: string): Json {
  return { $ref: `${SCHEMAS}${name}` };
}

function toOk(description: string, name: string, examples: Json, headers: readonly string[] = []): Json {
  return {
    200: {
      description,
      headers: toHeaders('Cache-Control', ...headers),
      content: toContent(toReference(name), examples),
    },
  };
}

const BELOW = 'Exists for Pix only, whose banks append `/pix` to the registered address. ';

function toNotify(summary: string, which: string): RouteWords {
  return {
    ...{ tag: 'Providers', summary },
    description:
      `${which}Receives the callbacks of the provider; callers do not use it. A provider cannot sign with AWS credentials: it ` +
      'is recognized by its address or by a shared secret. The content of a notification is not trusted: it only has an ' +
      'inquiry made, once the notification has its answer. The body may be compressed, in any character set, or a form, ' +
      'of up to 256 KiB.',
    parameters: [],
    requestBody: NOTIFICATION_BODY,
    answers: { 200: { description: 'Received.', headers: toHeaders('Cache-Control') } },
    problems: 'notify',
  };
}

/** `…/cancellations` and `…/refunds`. */
function toBegin(kind: Kind, summary: string, description: string): RouteWords {
  return {
    ...{ tag: toTag(kind), summary, description },
    parameters: ['IdempotencyKey', 'Prefer'],
    requestBody: toRequestBody(kind),
    answers: {
      200: {
        description:
          'The operation succeeded: the money was given back, or never left. For a dry run: what would be sent.',
        headers: toHeaders('Cache-Control', 'Location', ...REPEATABLE),
        content: toContent(
          { anyOf: [toReference('Operation'), toReference('DryRun')] },
          { ...toOperationExamples(kind, ['succeeded']), ...toDryRunExamples(kind) },
        ),
      },
      202: {
        description:
          'The operation is not final yet. This is not an error: the service brings every accepted operation to its end. ' +
          'Repeat the request with the same key, or read the operation, after `Retry-After`.',
        headers: toHeaders('Cache-Control', 'Location', 'Retry-After', ...REPEATABLE),
        content: toContent(toReference('Operation'), toOperationExamples(kind, OPEN[kind])),
      },
    },
    problems: 'begin',
  };
}

function toReadOne(kind: Kind): RouteWords {
  const examples = toOperationExamples(kind, ['succeeded', 'failed', ...OPEN[kind]]);
  return {
    tag: toTag(kind),
    summary: `Read a ${kind}`,
    description: 'Returns the operation in its present state. The provider is not asked.',
    parameters: [],
    answers: toOk('The operation.', 'Operation', examples, ['Location']),
    problems: 'readOne',
  };
}

function toWithdraw(kind: Kind): RouteWords {
  return {
    tag: toTag(kind),
    summary: `Withdraw a ${kind}`,
    description:
      'Withdraws an operation of which nothing was sent, or a refund request that people at the provider have not decided, ' +
      'where the provider supports that. It is safe to repeat.',
    parameters: [],
    answers: toOk(
      'The operation was withdrawn: it is `failed`, without a problem.',
      'Operation',
      toOperationExamples(kind, ['withdrawn']),
      ['Location'],
    ),
    problems: 'withdraw',
  };
}

function toTag(kind: Kind): RouteWords['tag'] {
  return kind === 'refund' ? 'Refunds' : 'Cancellations';
}

/** The description of every route. */
export const ROUTE_WORDS: Readonly<Record<RouteName | NotificationBelowName | 'readProviders', RouteWords>> =
  {
    cancel: toBegin(
      'cancellation',
      'Cancel a payment',
      'Cancels a payment, in whole or, where the provider supports it, in part. The answer says whether the money moved. An ' +
        'unknown outcome is a state of the operation, not an error. In a problem, `outcome` says whether the cancellation ' +
        'took effect, and `retry` whether repeating the request can help.',
    ),
    readCancellation: toReadOne('cancellation'),
    withdrawCancellation: toWithdraw('cancellation'),
    refund: toBegin(
      'refund',
      'Refund a payment',
      'Gives money back by a cancellation while that is possible, else by a refund. With the strategy `refund_only` it never ' +
        'cancels. `method` says which was done.',
    ),
    readRefund: toReadOne('refund'),
    withdrawRefund: toWithdraw('refund'),
    readPayment: {
      tag: 'Payments',
      summary: 'Read a payment',
      description:
        'Returns the payment as the provider shows it, its operations here, and what is still possible until when. The ' +
        'provider is asked at most once.',
      parameters: [],
      answers: toOk('The payment.', 'Payment', toPaymentExamples()),
      problems: 'readPayment',
    },
    listOperations: {
      tag: 'Payments',
      summary: 'List unfinished operations',
      description: 'Returns the open operations of a merchant at a provider, in pages.',
      parameters: ['State', 'After'],
      answers: toOk('A page.', 'OperationList', toListExamples()),
      problems: 'list',
    },
    notify: toNotify('Receive a notification of a provider', ''),
    notifyBelow: toNotify('Receive a notification whose secret is in its path', BELOW),
    notifyFurtherBelow: toNotify('Receive a notification whose secret is in its path, with a suffix', BELOW),
    readProviders: {
      tag: 'Providers',
      summary: 'Read the capabilities of the providers',
      description: 'Returns what each provider can do, until when, and on which basis that is known.',
      parameters: [],
      answers: toOk('The providers.', 'Providers', toProvidersExamples()),
      problems: 'readProviders',
    },
  };
