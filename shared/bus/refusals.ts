import { type EstornoError, PROBLEMS } from '../domain/problem.ts';

/** Not even a command: its producer has to be mended, and people want to see what it sent. */
export function isMalformed({ name }: EstornoError): boolean {
  return PROBLEMS[name].status === 400 || name === 'forbidden';
}
