import type { Problem, ProblemCode } from './api-types.ts';

/** A failed call, and the key with which it can be repeated, where it has one. */
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

/**
 * The API answered with a problem. `problem.outcome` says whether the operation took effect: `not_applied`, or `unknown`,
 * which a repeat with the same key resolves. `problem.retry` says whether a repeat can help.
 */
export class EstornoProblemError extends CallError {
  override readonly name = 'EstornoProblemError';
  readonly code: ProblemCode;
  readonly problem: Problem;

  constructor(problem: Problem, idempotencyKey: string | undefined) {
    const { title, detail } = problem;
    super(title === detail ? title : `${title} ${detail}`, { idempotencyKey });
    this.code = problem.code;
    this.problem = problem;
  }
}

/** A gateway in front of the API refused the call (401, 403, …), so that nothing was executed. See `status`. */
export class EstornoRefusedError extends CallError {
  override readonly name = 'EstornoRefusedError';
  readonly status: number;

  constructor(message: string, facts: { status: number; idempotencyKey?: string | undefined }) {
    super(message, facts);
    this.status = facts.status;
  }
}

/**
 * Whether the command was executed is not known: there was no answer, or not one of the API. Repeat it with its key.
 * `cause` says what went wrong.
 */
export class EstornoUnansweredError extends CallError {
  override readonly name = 'EstornoUnansweredError';
  /** Of the last answer, where there was one. */
  readonly status: number | undefined;

  constructor(
    message: string,
    facts: { status?: number | undefined; idempotencyKey?: string | undefined; cause?: unknown },
  ) {
    super(message, facts);
    this.status = facts.status;
  }
}
