import type { Problem, ProblemCode } from './api-types.ts';

/** Why a call failed, and the key with which it can be repeated, where it had one. */
class CallError extends Error {
  /** Repeating the command with this key never begins a second operation. */
  readonly idempotencyKey: string | undefined;

  constructor(
    message: string,
    { idempotencyKey, cause }: { idempotencyKey?: string | undefined; cause?: unknown },
  ) {
    super(message, cause === undefined ? {} : { cause });
    this.idempotencyKey = idempotencyKey;
  }
}

/** It did not happen, and will not by this operation: the API says why. */
export class EstornoProblemError extends CallError {
  override readonly name = 'EstornoProblemError';
  readonly code: ProblemCode;
  readonly problem: Problem;

  constructor(problem: Problem, idempotencyKey: string | undefined) {
    super(`${problem.title} ${problem.detail}`, { idempotencyKey });
    this.code = problem.code;
    this.problem = problem;
  }
}

/**
 * Nobody knows whether a command was taken: no answer came, or one that says nothing. Repeat it with its key. What a
 * gateway refuses (401, 403, …) says so in `status`.
 */
export class EstornoUnansweredError extends CallError {
  override readonly name = 'EstornoUnansweredError';
  /** Of the last answer, where one came. */
  readonly status: number | undefined;

  constructor(
    message: string,
    facts: { status?: number | undefined; idempotencyKey?: string | undefined; cause?: unknown },
  ) {
    super(message, facts);
    this.status = facts.status;
  }
}
