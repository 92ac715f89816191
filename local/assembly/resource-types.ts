import { MAPPING_TYPES } from './event-source-mappings.ts';
import { EVENT_TYPES } from './events.ts';
import { HTTP_API_TYPES } from './http-api.ts';
import { IAM_TYPES } from './iam.ts';
import { IGNORED_TYPES } from './ignored-types.ts';
import { KEY_TYPES } from './keys.ts';
import { LAMBDA_TYPES } from './lambda.ts';
import { QUEUE_TYPES } from './queues.ts';
import type { ResourceType } from './resource-type.ts';
import { SCHEDULE_TYPES } from './schedules.ts';
import { STATE_MACHINE_TYPES } from './state-machines.ts';
import { TABLE_TYPES } from './tables.ts';

/** Every resource type that the local stack knows. A type that is not here is refused at start. */
export const RESOURCE_TYPES: ReadonlyMap<string, ResourceType> = new Map(
  [
    ...LAMBDA_TYPES,
    ...TABLE_TYPES,
    ...HTTP_API_TYPES,
    ...IAM_TYPES,
    ...EVENT_TYPES,
    ...QUEUE_TYPES,
    ...MAPPING_TYPES,
    ...SCHEDULE_TYPES,
    ...STATE_MACHINE_TYPES,
    ...KEY_TYPES,
    ...IGNORED_TYPES,
  ].map((known) => [known.type, known]),
);
