import * as z from 'zod/mini';
import { MERCHANT_ID, OPERATION_ID } from '../domain/ids.ts';
import { PROBLEM_CODES } from '../domain/problem.ts';
import { OPERATION_STATES } from './operation.ts';
import { PERSON_ACTIONS } from './person-action.ts';
import { toShownShape } from './request-fields.ts';

/** What `view.ts` makes of an operation: of these the descriptions of answers and events are made. */

const text = z.string();
const instant = z.iso.datetime();
const says = z.describe;

export const linkSchema = text.check(says('A path in this API.'));

/** Centavos; null: not shown by the provider, or not readable. */
export const figureSchema = z.nullable(z.int());

export const codeSchema = z.enum(PROBLEM_CODES).check(says('Why. A closed list.'));

export const suggestionSchema = z
  .enum(['cancel', 'refund', 'wait', 'none'])
  .check(says('What to do instead.'));

/** How a payment is named. */
export const refShape = {
  merchantId: text.check(z.regex(MERCHANT_ID)),
  provider: text,
  paymentId: text.check(says("The provider's own id of the payment.")),
};

export const outcomeSchema = z
  .enum(['applied', 'not_applied', 'pending', 'unknown'])
  .check(says('Whether this operation moved the money.'));

export const stateSchema = z
  .enum(OPERATION_STATES)
  .check(
    says(
      [
        '`accepted`: durable, nothing sent.',
        '`sending`: a request is out, or its sender died.',
        '`unknown`: sent, no conclusive answer; inquiries are being made.',
        '`processing`: the provider accepted and works on it.',
        '`awaiting_approval`: people at the provider decide.',
        '`manual_review`: automatic means are spent, a person records the outcome.',
        '`succeeded`, `failed`: final.',
      ].join(' '),
    ),
  );

export const shownProviderErrorSchema = z
  .strictObject({
    name: text,
    status: z.optional(z.int()),
    code: z.optional(text),
    message: z.optional(text),
  })
  .check(says("The provider's own code and message, with nothing in them that may not be shown."));

/** With a refusal for an amount. */
export const amountsSchema = z
  .strictObject({
    total: figureSchema,
    returned: figureSchema.check(says('Given back so far.')),
    left: figureSchema.check(says('What can still be given back.')),
  })
  .check(
    says(
      'The money of the payment in centavos, with a refusal for an amount. Null: not shown, or not readable.',
    ),
  );

export const operationProblemSchema = z
  .strictObject({
    code: codeSchema,
    detail: z.optional(text),
    paymentStatus: z.optional(text),
    suggestion: z.optional(suggestionSchema),
    amounts: z.optional(amountsSchema),
    provider: z.optional(shownProviderErrorSchema),
  })
  .check(says('Why an operation failed, or why it has not been sent yet.'));

export const personActionSchema = z
  .strictObject({
    kind: z
      .enum(PERSON_ACTIONS)
      .check(
        says(
          '`file_refund_request`: file a request for the refund at the provider, and attach it. `record_outcome`: find out ' +
            'the outcome at the provider, and record it.',
        ),
      ),
    what: text.check(says('In a sentence.')),
    until: z.nullable(instant).check(says('Null: it waits for as long as that takes.')),
  })
  .check(says('What a person who operates this service has to do, where the operation waits for one.'));

export const recordingSchema = z
  .strictObject({ by: text, at: instant, evidence: text.check(says('What shows the outcome.')) })
  .check(says('Who recorded the outcome, where a person did.'));

const centavos = z.nullable(z.int().check(z.gte(1)));

/** The fields of an operation: of every answer and of every event. */
export const operationShape = {
  id: text.check(z.regex(OPERATION_ID)),
  kind: z.enum(['cancellation', 'refund']),
  method: z.enum(['void', 'refund']).check(says('How the provider does it.')),
  ...refShape,
  state: stateSchema,
  outcome: outcomeSchema,
  ...toShownShape(),
  appliedAmount: centavos.check(says('Centavos that were given back, where the provider says.')),
  currency: z.literal('BRL'),
  attribution: z
    .nullable(z.enum(['ours', 'unproven', 'recorded']))
    .check(says('Of a success: whether it is proved that it was our doing. `recorded`: by a person.')),
  authorizationCode: z.nullable(text),
  providerStatus: z.nullable(text).check(says('As the provider names it.')),
  attempts: z.int().check(z.gte(0), says('Requests that could have moved money.')),
  createdAt: instant,
  updatedAt: instant,
  completedAt: z.nullable(instant).check(says('Null while it is open.')),
  nextCheckAt: z
    .nullable(instant)
    .check(says('When the next step is due. Null when it is final, or waits for a person.')),
  problem: z.nullable(operationProblemSchema),
  action: z.nullable(personActionSchema),
  recording: z.nullable(recordingSchema),
  links: z.strictObject({ self: linkSchema, payment: linkSchema }),
};

export const operationSchema = z
  .strictObject(operationShape)
  .check(says('One request to give money back. It can always be read.'));
