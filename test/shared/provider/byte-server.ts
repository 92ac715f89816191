import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

export type ByteServer = {
  readonly url: string;
  readonly port: number;
  /** Every byte that came in, by connection. */
  readonly received: string[];
};

/** Writes an answer, or does what a server should not. Called once for each connection, when its first bytes have come. */
export type ByteAnswer = (socket: Socket) => void;

/** A server of bytes on loopback, which answers each connection in turn, and the last way again and again. */
export async function startByteServer(
  t: TestContext,
  ...answers: readonly ByteAnswer[]
): Promise<ByteServer> {
  const received: string[] = [];
  const server = createServer((socket) => {
    const at = received.push('') - 1;
    socket.on('error', () => undefined);
    socket.once('data', () => answers[Math.min(at, answers.length - 1)]?.(socket));
    socket.on('data', (chunk) => {
      received[at] += chunk.toString();
    });
    t.after(() => socket.destroy());
  });
  return { ...(await listenOn(t, server)), received };
}

/** Has a server listen on loopback until the test is over. */
export async function listenOn(
  t: TestContext,
  server: ReturnType<typeof createServer>,
): Promise<{ readonly url: string; readonly port: number }> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return { url: `http://127.0.0.1:${address.port}`, port: address.port };
}
