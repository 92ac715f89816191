import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface LoopbackServer {
  readonly port: number;
  /** Ends every connection, hanging ones too. */
  close(): Promise<void>;
}

/**
 * Serves whole requests on 127.0.0.1; one whose sender breaks off before its end is never seen.
 * @param port 0 for one that is free
 */
export function startLoopbackServer(
  port: number,
  onRequest: (message: IncomingMessage, body: string, response: ServerResponse) => void,
): Promise<LoopbackServer> {
  const server = createServer((message, response) => {
    const chunks: Buffer[] = [];
    response.on('error', () => response.destroy());
    message.on('error', () => response.destroy());
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.on('end', () => onRequest(message, Buffer.concat(chunks).toString(), response));
  });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') return reject(new Error('no TCP address'));
      resolve({ port: address.port, close });
    });
  });
}
