/** What a function is called with. */
export type Invocation = {
  readonly requestId: string;
  /** JSON. */
  readonly payload: string;
};

/** What came of it. */
export type InvocationResult = {
  /** JSON: the function's answer, or `{ errorType, errorMessage, trace? }`. */
  readonly payload: string;
  readonly isError: boolean;
};

/** Lambda's limit for the event and for the answer of a synchronous invocation, in bytes. */
export const PAYLOAD_LIMIT_BYTES = 6_291_556;

export function toFailure(errorType: string, errorMessage: string): InvocationResult {
  return { payload: JSON.stringify({ errorType, errorMessage }), isError: true };
}
