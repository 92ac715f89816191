import * as z from 'zod';
import { EVENT_TYPES, type EventType, isEventType } from '../../shared/domain/event-type.ts';
import { eventDetailSchema } from '../../shared/events/event-schemas.ts';
import { examplesOf } from './event-examples.ts';
import { tidy, toJson } from './openapi/json-schema.ts';

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

/** The members of the envelope that this service sets; the others are those of EventBridge. */
function toSchema(type: EventType): object {
  const { $schema, ...detail } = z.toJSONSchema(eventDetailSchema(type), {
    override: ({ jsonSchema }) => tidy(jsonSchema, 'output'),
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
      detail: toJson(event.detail),
    })),
  };
}

function toKebab(type: string): string {
  return type.replace(/(?!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
