import * as z from 'zod';
import type { InvocationResult } from '../lambda/invocation.ts';

/** Everything that Lambda takes for "all is well" or for a list of failures; any other answer fails the whole batch. */
const BatchAnswer = z
  .object({
    batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish(),
  })
  .nullable();

/**
 * Which items of a batch failed: all of them when the function fails, or when its answer is malformed or names an
 * item that is not in the batch.
 * @source docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function failedItems(
  { payload, isError }: InvocationResult,
  ids: readonly string[],
  reportsFailures: boolean,
): readonly string[] {
  if (isError) return ids;
  if (!reportsFailures) return [];
  const answer = BatchAnswer.safeParse(parseJson(payload));
  if (!answer.success) return ids;
  const failed = (answer.data?.batchItemFailures ?? []).map(({ itemIdentifier: id }) => id);
  return failed.every((id) => ids.includes(id)) ? failed : ids;
}

/** An answer that is no JSON is malformed, as is every text. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
