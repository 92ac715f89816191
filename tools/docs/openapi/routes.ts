import type { RouteName } from '../../../shared/http/routes.ts';
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

/** What the description says of a route beyond its method and its path. */
export type RouteWords = {
  readonly tag: 'Cancellations' | 'Refunds' | 'Payments' | 'Providers';
  readonly summary: string;
  readonly description: string;
  /** Parameters besides those in the path. */
  readonly parameters: readonly string[];
  readonly requestBody?: Json;
  readonly answers: Json;
  /** Which problems it can answer. */
  readonly problems: ProblemSet;
};

type Kind = 'cancellation' | 'refund';

const OPEN = ['accepted', 'processing', 'unknown'];

const toContent = (schema: Json, examples: Json): Json => ({ 'application/json': { schema, examples } });

const ref = (name: string): Json => ({ $ref: `${SCHEMAS}${name}` });

const ok = (description: string, name: string, examples: Json, headers: readonly string[] = []): Json => ({
  200: {
    description,
    headers: toHeaders('Cache-Control', ...headers),
    content: toContent(ref(name), examples),
  },
});

/** `…/cancellations` and `…/refunds`: the same, but for how money goes back. */
function toBegin(kind: Kind, summary: string, description: string): RouteWords {
  return {
    ...{ tag: toTag(kind), summary, description },
    parameters: ['IdempotencyKey', 'Prefer'],
    requestBody: toRequestBody(kind),
    answers: {
      200: {
        description: 'Done: the money is back, or never left. Or, of a dry run: what would be sent.',
        headers: toHeaders('Cache-Control', 'Location', ...REPEATABLE),
        content: toContent(
          { anyOf: [ref('Operation'), ref('DryRun')] },
          { ...toOperationExamples(kind, ['succeeded']), ...toDryRunExamples() },
        ),
      },
      202: {
        description:
          'Not final yet, and not an error: nothing that was acknowledged stays open. Repeat with the same key, or read ' +
          'the operation, after `Retry-After`.',
        headers: toHeaders('Cache-Control', 'Location', 'Retry-After', ...REPEATABLE),
        content: toContent(ref('Operation'), toOperationExamples(kind, OPEN)),
      },
    },
    problems: 'begin',
  };
}

function toReadOne(kind: Kind): RouteWords {
  const examples = toOperationExamples(kind, ['succeeded', 'failed', ...OPEN]);
  return {
    tag: toTag(kind),
    summary: `Read a ${kind}`,
    description: 'The operation as it stands, whatever came of it. The provider is not asked.',
    parameters: [],
    answers: ok('The operation.', 'Operation', examples, ['Location']),
    problems: 'readOne',
  };
}

function toWithdraw(kind: Kind): RouteWords {
  return {
    tag: toTag(kind),
    summary: `Take a ${kind} back`,
    description:
      'Takes back what provably was not sent, or what people at the provider have not decided, where the provider can. ' +
      'Repeating it is safe.',
    parameters: [],
    answers: ok(
      'Taken back: `failed`, without a problem.',
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

/** The words of every route. */
export const ROUTE_WORDS: Readonly<Record<RouteName | 'readProviders', RouteWords>> = {
  cancel: toBegin(
    'cancellation',
    'Cancel a payment',
    'Cancels a payment, in whole or, where the provider can, in part. The answer says whether the money moved; a doubt ' +
      'is a state, not an error. Of a problem, `outcome` says whether it happened, and `retry` whether it still may.',
  ),
  readCancellation: toReadOne('cancellation'),
  withdrawCancellation: toWithdraw('cancellation'),
  refund: toBegin(
    'refund',
    'Give money back',
    'Gives money back by the best way that is still open: cancels while it can, else refunds; `refund_only` never ' +
      'cancels. `method` says which was done.',
  ),
  readRefund: toReadOne('refund'),
  withdrawRefund: toWithdraw('refund'),
  readPayment: {
    tag: 'Payments',
    summary: 'Read a payment',
    description:
      'What is known of a payment, and what is still possible until when. Reads the provider at most once.',
    parameters: [],
    answers: ok('What is known.', 'Payment', toPaymentExamples()),
    problems: 'readPayment',
  },
  listOperations: {
    tag: 'Payments',
    summary: 'List what is unfinished',
    description: 'The open operations of a merchant at a provider, a page at a time.',
    parameters: ['State', 'After'],
    answers: ok('A page.', 'OperationList', toListExamples()),
    problems: 'list',
  },
  notify: {
    tag: 'Providers',
    summary: 'Receive a provider’s notification',
    description:
      'Where the provider’s own callbacks arrive; callers do not use it. A provider cannot sign: it is known by its ' +
      'address or by what it sends along. Nothing that it says is trusted: it only makes us read at once.',
    parameters: [],
    requestBody: NOTIFICATION_BODY,
    answers: { 200: { description: 'Received.', headers: toHeaders('Cache-Control') } },
    problems: 'notify',
  },
  readProviders: {
    tag: 'Providers',
    summary: 'Read what providers can do',
    description: 'What each provider can do, until when, and how one knows.',
    parameters: [],
    answers: ok('Every provider.', 'Providers', toProvidersExamples()),
    problems: 'readProviders',
  },
};
