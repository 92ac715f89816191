import * as z from 'zod/mini';
import { EVENT_TYPES, type EventType } from '../domain/event-type.ts';
import { OUTCOME_OF_STATE } from '../operation/operation.ts';
import { amountsSchema, codeSchema, operationShape, suggestionSchema } from '../operation/view-schemas.ts';
import { STATE_OF_EVENT } from './operation-event.ts';

const text = z.string();
const says = z.describe;

const eventId = text.check(
  z.regex(/^evt_[0-9a-f]{26}$/),
  says('The same each time that this event is published.'),
);

/** The operation, as every answer of the API shows it, at the moment of the event. */
function operationSchema(type: EventType) {
  const { kind, name } = EVENT_TYPES[type];
  const state = STATE_OF_EVENT[name];
  return z.strictObject({
    eventId,
    sequence: z
      .int()
      .check(z.gte(1), says('Counts the events of the payment, without gaps. Drop what is not newer.')),
    ...operationShape,
    kind: z.literal(kind),
    state: z.literal(state),
    outcome: z.literal(OUTCOME_OF_STATE[state]).check(says('Whether this operation moved the money.')),
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
        code: codeSchema,
        detail: text,
        errors: z.optional(z.array(z.strictObject({ pointer: text, detail: text }))),
        paymentStatus: z.optional(text),
        suggestion: z.optional(suggestionSchema),
        amounts: z.optional(amountsSchema),
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
