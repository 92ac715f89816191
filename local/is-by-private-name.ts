import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/**
 * Names that no page of the web can have: without a dot, or under what public DNS leaves to private networks.
 *
 * @source https://www.rfc-editor.org/rfc/rfc6761 (localhost, test), https://www.rfc-editor.org/rfc/rfc6762 (local),
 * https://www.icann.org/en/public-comment/proceeding/proposed-top-level-domain-string-for-private-use-24-01-2024 (internal)
 */
const PRIVATE_NAME = /^(?:[^.]+|.+\.(?:localhost|test|local|internal))$/i;

/**
 * Whether a request came by an address, or by a name of private networks, such as `localhost` or `host.docker.internal`.
 * By any other name a page of somebody else's could have had its name lead here (DNS rebinding).
 */
export function isByPrivateName({ headers: { host } }: IncomingMessage): boolean {
  if (host === undefined) return true;
  const name = host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
  return isIP(name) !== 0 || PRIVATE_NAME.test(name);
}
