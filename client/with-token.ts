import type { Authorize } from './requester.ts';

/** Authorizes requests with a bearer token (a JWT), which is read before every attempt. */
export function withToken(readToken: () => string | Promise<string>): Authorize {
  return async () => ({ authorization: `Bearer ${await readToken()}` });
}
