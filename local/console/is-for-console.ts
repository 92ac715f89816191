import type { IncomingMessage } from 'node:http';

/** Whether a request is the console's: `GET /` of a browser, and everything under `/console/`. */
export function isForConsole(message: IncomingMessage): boolean {
  const path = pathOf(message);
  if (path.startsWith('/console/')) return true;
  return path === '/' && message.method === 'GET' && /\btext\/html\b/.test(message.headers.accept ?? '');
}

/** The path without the query, as it was sent. */
export function pathOf({ url = '/' }: Pick<IncomingMessage, 'url'>): string {
  return url.replace(/\?.*$/s, '');
}
