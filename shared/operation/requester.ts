import * as z from 'zod/mini';

const text = z.string();

/** Who asked for something, as it was verified before it reached us: never a secret. */
export const requesterSchema = z.looseObject({
  /** The ARN of the role or user that signed, or the subject of the token. */
  principal: z.optional(text),
  /** The source of the event that brought a command. IAM limits a producer to its own. */
  source: z.optional(text),
  /** The ARN of the execution of the flow. */
  execution: z.optional(text),
});

export type Requester = {
  readonly principal?: string | undefined;
  readonly source?: string | undefined;
  readonly execution?: string | undefined;
};

/** Whether both name the same. */
export function isSameRequester(one: Requester = {}, other: Requester = {}): boolean {
  return (
    one.principal === other.principal && one.source === other.source && one.execution === other.execution
  );
}
