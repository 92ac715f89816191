import type { Authorize } from './requester.ts';

/** Proves who sends a request by a bearer token (a JWT), asked for before every attempt. */
export function withToken(readToken: () => string | Promise<string>): Authorize {
  return async () => ({ authorization: `Bearer ${await readToken()}` });
}
