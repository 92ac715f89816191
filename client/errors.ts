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

/**
 * The API says why a call came to nothing, as far as it knows: see `problem.outcome`. `not_applied`: it did not happen.
 * `unknown`: the same key tells. `problem.retry` says whether repeating may help.
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

/** Something in front of the API refused a call (401, 403, …): nothing was taken. Look at what `status` says. */
export class EstornoRefusedError extends CallError {
  override readonly name = 'EstornoRefusedError';
  readonly status: number;

  constructor(message: string, facts: { status: number; idempotencyKey?: string | undefined }) {
    super(message, facts);
    this.status = facts.status;
  }
}

/**
 * Nobody knows whether a command was taken: no answer came, or one that says nothing. Repeat it with its key. `cause` says
 * what went wrong.
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
