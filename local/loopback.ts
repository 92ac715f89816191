import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import * as z from 'zod';
import { LocalStackError } from './local-stack-error.ts';

const HOST = '127.0.0.1';

/** Longer than any client keeps an idle socket, so that a reused one is never closed under a request. */
const KEEP_ALIVE_MS = 120_000;

const Address = z.object({ port: z.number() });

/** Listens on loopback only; port 0 takes a free one. @returns the port in use */
export async function listen(server: Server, port = 0): Promise<number> {
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.listen(port, HOST);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw toListenError(error, port);
  }
  return Address.parse(server.address()).port;
}

export function toUrl(port: number): string {
  return `http://${HOST}:${port}`;
}

/** Closes the server and whatever is still connected. */
export async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

/**
 * The whole body, or undefined when it is longer than `limitBytes`.
 * The rest of a body that is too long is read and dropped, so that the sender gets to see the answer.
 */
export async function readBody(message: IncomingMessage, limitBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length <= limitBytes) chunks.push(bytes);
    else chunks.length = 0;
  }
  return length <= limitBytes ? Buffer.concat(chunks) : undefined;
}

function toListenError(error: unknown, port: number): unknown {
  const { code } = z.object({ code: z.string().optional() }).catch({}).parse(error);
  if (code === 'EADDRINUSE')
    return new LocalStackError(
      `Port ${port} is taken by another program. End that program, or choose another port with --port N.`,
    );
  if (code === 'EACCES')
    return new LocalStackError(
      `This user may not listen on port ${port}. Choose one above 1023 with --port N.`,
    );
  return error;
}
