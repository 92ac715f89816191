import { EstornoError, type ProblemCode } from '../domain/problem.ts';
import type { Invocation } from '../operation/steps.ts';
import type { Log } from '../ports/log.ts';

/** What a person is told who asked for what cannot be. */
export type ToldRefusal = { readonly problem: { readonly code: ProblemCode; readonly detail: string } };

type Operator = (event: unknown, invocation: Invocation) => Promise<object>;

/**
 * The same operator, whose refusals are answers: a slip of a person's is no failure of the function, and must not be counted
 * under its errors. What failed on our side still is one.
 */
export function withToldRefusals(operator: Operator, log: Log): Operator {
  return async (event, invocation) => {
    try {
      return await operator(event, invocation);
    } catch (error) {
      if (!(error instanceof EstornoError) || error.name === 'internal_error') throw error;
      log.info('problem', { code: error.name });
      return { problem: { code: error.name, detail: error.message } } satisfies ToldRefusal;
    }
  };
}
