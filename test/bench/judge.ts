import * as z from 'zod';
import type { Heard } from './run-contender.ts';

const Problem = z.object({ code: z.string() });

/** The code of a problem, where the answer is one. */
function codeOf(body: string): string | undefined {
  try {
    return Problem.safeParse(JSON.parse(body)).data?.code;
  } catch {
    return undefined;
  }
}

/** No answer, "not yet", or "somebody else is at it". Every other answer is final, a refusal with 409 too. */
export function isOpen({ status, body }: Heard): boolean {
  if (status === 409) return codeOf(body) === 'payment_busy';
  return status === 202 || status === 401 || status >= 500;
}

/** "Already canceled" is a refusal of the request, and says that the money is back. */
export function isAnsweredWrong(heard: Heard, effects: number): boolean {
  if (isOpen(heard)) return false;
  const saysCanceled = heard.status < 300 || codeOf(heard.body) === 'already_canceled';
  return saysCanceled !== effects > 0;
}
