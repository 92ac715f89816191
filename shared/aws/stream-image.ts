import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';

/** An attribute is whatever it is until it is unmarshalled, which refuses what is none. */
const imageSchema = z.record(z.string(), z.custom<AttributeValue>());

/** The item in a record of a table's stream. @throws Error when it is not in DynamoDB's JSON */
export function fromImage(image: unknown): Record<string, unknown> {
  return unmarshall(imageSchema.parse(image));
}
