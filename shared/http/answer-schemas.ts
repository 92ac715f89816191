import * as z from 'zod/mini';
import { OPERATION_ID } from '../domain/ids.ts';
import { PAYMENT_STATUS_WORDS } from '../operation/payment-status.ts';
import {
  amountsSchema,
  codeSchema,
  figureSchema as figure,
  linkSchema as link,
  operationSchema,
  outcomeSchema,
  refShape as ref,
  shownProviderErrorSchema,
  stateSchema,
  suggestionSchema,
} from '../operation/view-schemas.ts';
import { capabilitiesSchema } from '../provider/capabilities.ts';

/**
 * What the API answers. The handlers write these answers from the ledger and do not parse them; the end-to-end tests
 * hold every answer to these schemas, by way of the description that is made of them.
 */

const text = z.string();
const instant = z.iso.datetime();
const says = z.describe;

const maybe = z.enum(['yes', 'no', 'unknown']);

export const optionSchema = z
  .strictObject({
    possible: maybe,
    until: z.nullable(instant).check(says('Null where nothing says.')),
    partial: maybe,
    why: z.nullable(codeSchema).check(says('Why not.')),
    basis: z
      .enum(['documented', 'inferred', 'ledger'])
      .check(
        says(
          'Whether a page of the provider says so, it is our reading, or the operations known here say so.',
        ),
      ),
  })
  .check(says('Whether money can still be given back by one method, and how one knows.'));

export const optionsSchema = z.strictObject({ cancel: optionSchema, refund: optionSchema });

const refundSchema = z.strictObject({
  id: text.check(says("The provider's own id.")),
  amount: figure,
  status: z.enum(['succeeded', 'processing', 'failed', 'withdrawn', 'unrecognized']),
  ours: z.nullable(z.boolean()).check(says('Whether an operation here made it. Null: nothing says.')),
});

export const shownPaymentSchema = z
  .strictObject({
    status: z.enum(PAYMENT_STATUS_WORDS).check(says('In our terms.')),
    providerStatus: text.check(says('As the provider names it.')),
    method: z.nullable(text).check(says('How it was paid, as the provider names it.')),
    currency: z.literal('BRL'),
    total: figure,
    captured: figure,
    returned: figure.check(says('Given back so far, through this API or otherwise.')),
    left: figure.check(says('What can still be given back.')),
    refunds: z.array(refundSchema),
    readAt: instant,
  })
  .check(says('As the provider shows it. Amounts in centavos; null: not shown, or not readable.'));

export const paymentSchema = z
  .strictObject({
    ...ref,
    payment: z.nullable(shownPaymentSchema).check(says('Null: it could not be read.')),
    options: optionsSchema,
    operations: z.array(operationSchema).check(says('Oldest first.')),
    links: z.strictObject({ self: link }),
  })
  .check(says('What is known of a payment, also of one that was never seen here.'));

export const operationListSchema = z
  .strictObject({
    operations: z.array(operationSchema),
    links: z.strictObject({ self: link, next: z.nullable(link).check(says('Null on the last page.')) }),
  })
  .check(says('A page of what is unfinished. A page may be empty and not the last.'));

export const dryRunSchema = z
  .strictObject({
    dryRun: z.literal(true),
    ...ref,
    options: optionsSchema,
    requests: z
      .array(
        z.strictObject({
          method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
          path: text,
          body: z.nullable(text),
          onlyIf: z.optional(
            z.enum(['held', 'paid']).check(says('The status of the payment on which this request depends.')),
          ),
        }),
      )
      .check(says('What would go out to the provider, in this order, without its credentials.')),
  })
  .check(says('What would be sent. Nothing was stored, and nothing was sent.'));

export const providersSchema = z
  .strictObject({
    providers: z.array(capabilitiesSchema),
    links: z.strictObject({ self: link }),
  })
  .check(says('What each provider can do, and how one knows.'));

export const problemSchema = z
  .strictObject({
    type: text.check(says('`urn:estorno:problem:` and the code.')),
    title: text,
    status: z.int(),
    detail: text.check(says('What was wrong, and what to do.')),
    instance: text.check(says('The path that was called, as a URI reference.')),
    code: codeSchema,
    outcome: outcomeSchema,
    paymentStatus: z.optional(text.check(says('In our words, when an inquiry showed it: `paid`, `held`, …'))),
    retry: z
      .enum(['never', 'same_key', 'after', 'fix_and_new_key'])
      .check(
        says(
          '`same_key`: repeating the request as it is, with its key, is safe and may help. `after`: when what is in ' +
            'its way has ended. `fix_and_new_key`: not as it is.',
        ),
      ),
    suggestion: suggestionSchema,
    operation: z.optional(
      z
        .strictObject({ id: text.check(z.regex(OPERATION_ID)), state: stateSchema, link })
        .check(says('The operation that this is about, or that is in the way.')),
    ),
    possibleDuplicate: z.optional(
      z.literal(true).check(says('The one in the way is for the same amount, under another key.')),
    ),
    closedAt: z.optional(instant.check(says('When the window closed.'))),
    rule: z.optional(text.check(says('The rule by which it closed.'))),
    amounts: z.optional(amountsSchema),
    errors: z.optional(
      z
        .array(z.strictObject({ pointer: text.check(says('A JSON Pointer.')), detail: text }))
        .check(says('What is wrong, field by field.')),
    ),
    provider: z.optional(shownProviderErrorSchema),
    traceId: text.check(says('For support.')),
  })
  .check(says('Why a request came to nothing, as far as is known: see `outcome` and `retry` (RFC 9457).'));

/** What API Gateway answers by itself. */
export const gatewayAnswerSchema = z
  .strictObject({ message: z.nullable(text) })
  .check(says("API Gateway's own answer: nothing of the request reached us."));
