import * as z from 'zod';
import { EVENT_TYPES, type EventType, isEventType } from '../../shared/domain/event-type.ts';
import { eventDetailSchema } from '../../shared/events/event-schemas.ts';
import { examplesOf } from './event-examples.ts';

/** The folder of the schemas, from the root of the project. */
export const SCHEMAS_FOLDER = 'docs/events';

/** Each type of event, the name of its file, and its JSON Schema with examples. */
export function toEventSchemas(): {
  readonly type: EventType;
  readonly file: string;
  readonly schema: object;
}[] {
  return Object.keys(EVENT_TYPES)
    .filter(isEventType)
    .map((type) => ({ type, file: `${toKebab(type)}.json`, schema: toSchema(type) }));
}

/** What of the bus's envelope is ours; the rest of it is AWS's. */
function toSchema(type: EventType): object {
  const { $schema, ...detail } = z.toJSONSchema(eventDetailSchema(type), {
    override: ({ jsonSchema }) => {
      // Fields may be added: whoever reads an event leaves alone what it does not know.
      delete jsonSchema.additionalProperties;
      // JavaScript's own limits, and what the format says already.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
    },
  });
  return {
    $schema,
    title: type,
    description: `An event with the source \`estorno\` and the detail-type \`${type}\`.`,
    type: 'object',
    required: ['source', 'detail-type', 'detail'],
    properties: { source: { const: 'estorno' }, 'detail-type': { const: type }, detail },
    examples: examplesOf(type).map((event) => ({
      source: 'estorno',
      'detail-type': type,
      // As JSON has it: what is undefined is not there.
      detail: JSON.parse(JSON.stringify(event.detail)),
    })),
  };
}

function toKebab(type: string): string {
  return type.replace(/(?!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
