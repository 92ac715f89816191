import { EstornoError } from '../domain/problem.ts';
import { toReason } from './to-reason.ts';

/**
 * The same work, whose refusals name every field that is wrong in their message: it is all that a workflow, or whoever
 * invokes a function, is told of an error.
 */
export function withNamedFields<Given extends readonly unknown[], Result>(
  work: (...given: Given) => Promise<Result>,
): (...given: Given) => Promise<Result> {
  return async (...given) => {
    try {
      return await work(...given);
    } catch (error) {
      if (!(error instanceof EstornoError) || !error.facts.errors) throw error;
      throw new EstornoError(error.name, { ...error.facts, detail: toReason(error) }, { cause: error });
    }
  };
}
