import * as z from 'zod/mini';
import { EVENT_TYPES, type EventType } from '../domain/event-type.ts';
import { MERCHANT_ID, OPERATION_ID } from '../domain/ids.ts';
import { PROBLEM_CODES } from '../domain/problem.ts';
import { OUTCOME_OF_STATE } from '../operation/operation.ts';
import { PERSON_ACTIONS } from '../operation/person-action.ts';
import { toShownShape } from '../operation/request-fields.ts';
import { STATE_OF_EVENT } from './operation-event.ts';

const text = z.string();
const instant = z.iso.datetime();
const says = z.describe;

const centavos = z.nullable(z.int().check(z.gte(1)));
const eventId = text.check(
  z.regex(/^evt_[0-9a-f]{26}$/),
  says('The same each time that this event is published.'),
);
const code = z
  .enum(PROBLEM_CODES)
  .check(says('Why it failed, or why it has not been sent yet. A closed list.'));
const suggestion = z.enum(['cancel', 'refund', 'wait', 'none']);

const providerWordsSchema = z
  .strictObject({
    name: text,
    status: z.optional(z.int()),
    code: z.optional(text),
    message: z.optional(text),
  })
  .check(says("The provider's own code and message."));

const figure = z.nullable(z.int());

const amounts = z.optional(
  z
    .strictObject({ total: figure, returned: figure, left: figure })
    .check(says('The money of the payment in centavos, with a refusal for an amount. Null: not shown.')),
);

const problemSchema = z.strictObject({
  code,
  detail: z.optional(text),
  paymentStatus: z.optional(text),
  suggestion: z.optional(suggestion),
  amounts,
  provider: z.optional(providerWordsSchema),
});

/** The operation, as every answer of the API shows it, at the moment of the event. */
function operationSchema(type: EventType) {
  const { kind, name } = EVENT_TYPES[type];
  const state = STATE_OF_EVENT[name];
  return z.strictObject({
    eventId,
    sequence: z
      .int()
      .check(z.gte(1), says('Counts the events of the payment, without gaps. Drop what is not newer.')),
    id: text.check(z.regex(OPERATION_ID), says('The operation.')),
    kind: z.literal(kind),
    method: z.enum(['void', 'refund']).check(says('How the provider does it.')),
    merchantId: text.check(z.regex(MERCHANT_ID)),
    provider: text,
    paymentId: text,
    state: z.literal(state),
    outcome: z.literal(OUTCOME_OF_STATE[state]).check(says('Whether this operation moved the money.')),
    ...toShownShape(),
    appliedAmount: centavos.check(says('Centavos that were given back, where the provider says.')),
    currency: z.literal('BRL'),
    attribution: z.nullable(z.enum(['ours', 'unproven', 'recorded'])),
    authorizationCode: z.nullable(text),
    providerStatus: z.nullable(text).check(says("In the provider's words.")),
    attempts: z.int().check(z.gte(0), says('Requests that could have moved money.')),
    createdAt: instant,
    updatedAt: instant,
    completedAt: z.nullable(instant),
    nextCheckAt: z.nullable(instant),
    problem: z.nullable(problemSchema),
    action: z
      .nullable(z.strictObject({ kind: z.enum(PERSON_ACTIONS), what: text, until: z.nullable(instant) }))
      .check(says('What a person who operates this service has to do, where the operation waits for one.')),
    recording: z
      .nullable(z.strictObject({ by: text, at: instant, evidence: text }))
      .check(says('Who recorded the outcome, where a person did.')),
    links: z.strictObject({ self: text, payment: text }).check(says('Paths in the API.')),
  });
}

/** What the event of a command from the bus says that began no operation. */
function refusedSchema(type: EventType) {
  return z
    .strictObject({
      eventId,
      sequence: z.null(),
      id: z.null().check(says('There is no operation.')),
      kind: z.literal(EVENT_TYPES[type].kind),
      merchantId: z.nullable(text).check(says('Whose command it was, by the source of its event.')),
      provider: z.nullable(text),
      paymentId: z.nullable(text),
      idempotencyKey: z.nullable(text),
      state: z.literal('failed'),
      outcome: z.literal('not_applied'),
      problem: z.strictObject({
        code,
        detail: text,
        errors: z.optional(z.array(z.strictObject({ pointer: text, detail: text }))),
        paymentStatus: z.optional(text),
        suggestion: z.optional(suggestion),
        amounts,
      }),
      commandId: text.check(says('The id of the event that brought the command.')),
    })
    .check(says('A command from the bus that was refused: no operation was begun.'));
}

/** The detail of every event of a type. Operations can fail, and commands that began none. */
export function eventDetailSchema(type: EventType) {
  return EVENT_TYPES[type].name === 'Failed'
    ? z.union([operationSchema(type), refusedSchema(type)])
    : operationSchema(type);
}
