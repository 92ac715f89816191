/** What a task of a flow failed with: the name is what Retry and Catch match, the message becomes the cause. */
export class FlowError extends Error {
  override readonly name: string;
  /** The engine asks for these two. */
  readonly isRetryable: boolean;
  readonly isCatchable: boolean;

  /** @param isFinal whether no Retry and no Catch may see it */
  constructor(name: string, cause: string, isFinal = false) {
    super(cause);
    this.name = name;
    this.isRetryable = !isFinal;
    this.isCatchable = !isFinal;
  }
}

/** What was waited for comes too late. */
export const ENDED = new FlowError('States.Aborted', 'The execution has ended.', true);

export function ended(): never {
  throw ENDED;
}
