import { EstornoError } from '../domain/problem.ts';
import type { Invocation } from '../operation/runner.ts';

/** Who gave a command, as AWS verified it. @throws EstornoError forbidden where that is not known */
export function requirePrincipal({ requester: { principal } = {} }: Invocation): string {
  if (principal !== undefined) return principal;
  throw new EstornoError('forbidden', { detail: 'It is not known who gave this command.' });
}
