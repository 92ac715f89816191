import * as z from 'zod/mini';
import { PROBLEM_CODES } from '../domain/problem.ts';

const text = z.string();
const amount = z.optional(z.number());

/** The provider's own code and message, with nothing in them that may not be shown. */
export const providerErrorSchema = z.looseObject({
  status: z.optional(z.number()),
  code: z.optional(text),
  message: z.optional(text),
});

const providerError = z.optional(providerErrorSchema);
const providerStatus = z.optional(text);
const refundId = z.optional(text);
const code = z.enum(PROBLEM_CODES);

/** The fields of each result of an attempt, by its status. */
const RESULT_FIELDS = {
  /** The provider did it. `amount` in centavos, where it says. */
  succeeded: { amount, refundId, authorizationCode: z.optional(text), providerStatus },
  /** The provider will work on it. `refundId`: its own id of the refund. */
  accepted: { refundId, providerStatus },
  /** A documented, unambiguous refusal. */
  rejected: { code, providerError },
  /**
   * A refusal with several meanings, or in words that no page lists: an inquiry decides. `code`: what is left of a listed
   * one where the state of the payment does not explain it. `mayMeanDone`: one of the listed meanings is that the key was
   * used before, so that an earlier request of ours may have been executed.
   */
  ambiguous: {
    isListed: z.boolean(),
    code: z.optional(code),
    mayMeanDone: z.optional(z.boolean()),
    providerError,
  },
  /**
   * Anything else that came back, or nothing: whether it was done is not known. `isAnswered`: something came back.
   * `isUnlisted`: in a form, or with a code, that no page lists, so that people are alerted. `retryAfterMs`: the provider asks
   * to wait so long.
   */
  indeterminate: {
    reason: text,
    providerError,
    isUnlisted: z.optional(z.boolean()),
    isAnswered: z.optional(z.boolean()),
    retryAfterMs: z.optional(z.number()),
  },
  /**
   * Provably not executed. `permanent`: trying again cannot help. `retryAfterMs`: the provider asks to wait so long.
   * `credentialsRefused`: the provider itself refused the credentials, in its documented form, just now.
   */
  not_sent: {
    code,
    detail: z.optional(text),
    permanent: z.optional(z.boolean()),
    retryAfterMs: z.optional(z.number()),
    credentialsRefused: z.optional(z.boolean()),
  },
} as const;

export type AttemptStatus = keyof typeof RESULT_FIELDS;

type ResultOf<S extends AttemptStatus> = { readonly status: S } & Readonly<
  z.infer<z.ZodMiniObject<(typeof RESULT_FIELDS)[S]>>
>;

/** What one attempt came to. The default of every classification is `indeterminate`, never a failure. */
export type AttemptResult = { [S in AttemptStatus]: ResultOf<S> }[AttemptStatus];

function resultSchema<S extends AttemptStatus>(status: S) {
  return z.looseObject({ status: z.literal(status), ...RESULT_FIELDS[status], at: z.number() });
}

/** A result as the ledger keeps it: with the instant at which it came. */
export const recordedResultSchema = z.discriminatedUnion('status', [
  resultSchema('succeeded'),
  resultSchema('accepted'),
  resultSchema('rejected'),
  resultSchema('ambiguous'),
  resultSchema('indeterminate'),
  resultSchema('not_sent'),
]);

export type ProviderError = z.infer<typeof providerErrorSchema>;
