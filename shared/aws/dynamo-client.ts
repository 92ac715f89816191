import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';

/** Milliseconds for one request to AWS: enough for its slowest answer, short enough for two more tries. */
const CONNECT_MS = 1_000;
const REQUEST_MS = 3_000;

/** Limits of every AWS client of ours. Connections are kept alive: their requests are safe to repeat. */
export const CLIENT_LIMITS = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: REQUEST_MS, throwOnRequestTimeout: true },
} as const;

export function createDynamoClient(): DynamoDBClient {
  return new DynamoDBClient(CLIENT_LIMITS);
}

export type Item = Record<string, AttributeValue>;

export function toItem(value: object): Item {
  return marshall(value, { removeUndefinedValues: true });
}

export function fromItem(item: Item): Record<string, unknown> {
  return unmarshall(item);
}

/**
 * The item that made a condition fail. Engines that do not give it are asked for it.
 * @throws the error itself when it is no failed condition
 */
export async function itemOfFailedCondition(
  error: unknown,
  read: () => Promise<Item | undefined>,
): Promise<Item | undefined> {
  if (!(error instanceof ConditionalCheckFailedException)) throw error;
  return error.Item ?? read();
}

const refusalSchema = z.object({
  $metadata: z.object({
    httpStatusCode: z.number().check(z.gte(400), z.lt(500)),
    /** How often the SDK sent it. Only the last answer is shown: what became of those before is not known. */
    attempts: z.optional(z.literal(1)),
  }),
});

/** AWS answered, and its answer was no: the write did not happen, and will not. */
export function isRefusal(error: unknown): boolean {
  return refusalSchema.safeParse(error).success;
}
