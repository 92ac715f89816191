import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Header with the page's token. Only a page of this origin can read the token, and only such a one can set it. */
const TOKEN_HEADER = 'x-estorno-console';

/**
 * Names of this machine that a browser may have come by. Any other name in `Host` is a page of somebody else's, whose
 * name was made to lead here (DNS rebinding).
 */
const LOOPBACK_NAMES = ['127.0.0.1', 'localhost'];

/** Why a request is none that the console answers; undefined where it is. */
export function refusalOf(
  { method = '', headers }: Pick<IncomingMessage, 'method' | 'headers'>,
  { port, token }: { readonly port: number; readonly token: string },
): string | undefined {
  const hosts = LOOPBACK_NAMES.map((name) => `${name}:${port}`);
  if (!hosts.includes(headers.host ?? ''))
    return `The console answers at http://${hosts[0]} and http://${hosts[1]} only, and was asked for at another name.`;
  if (method === 'GET') return undefined;
  if (method !== 'POST') return 'The console takes GET and POST.';
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${headers.host}`)
    return 'The controls belong to the console itself, and not to a page of another origin.';
  if (!isSame(String(headers[TOKEN_HEADER] ?? ''), token))
    return `The controls require the page's token in ${TOKEN_HEADER}. Load the page again: it has a new one after each start.`;
  return undefined;
}

/** On every answer of the console's: nothing is loaded from elsewhere, framed, guessed at or kept. */
export const PAGE_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
