import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { localAuthority } from './local-authority.ts';

export interface LoopbackServer {
  readonly port: number;
  /** Ends every connection, hanging ones too. */
  close(): Promise<void>;
}

/** Whether a client that shows this certificate (its SHA-256 fingerprint; undefined: none) is served. */
export type AcceptsClient = (fingerprint: string | undefined) => boolean;

/**
 * Serves whole requests on 127.0.0.1; one whose sender breaks off before its end is never seen.
 * @param port 0 for one that is free
 * @param acceptsClient asked of every connection, which then speaks TLS. @default plain HTTP
 */
export function startLoopbackServer(
  port: number,
  onRequest: (message: IncomingMessage, body: string, response: ServerResponse) => void,
  acceptsClient?: AcceptsClient,
): Promise<LoopbackServer> {
  const server = createAnyServer((message, response) => {
    // What came in with the last of the handshake of a client that is not served.
    if (message.socket.destroyed) return;
    const chunks: Buffer[] = [];
    response.on('error', () => response.destroy());
    message.on('error', () => response.destroy());
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.on('end', () => onRequest(message, Buffer.concat(chunks).toString(), response));
  }, acceptsClient);
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

/** By TLS 1.3 a client whose certificate is refused hears of it only after it has sent its request. */
function createAnyServer(listener: RequestListener, acceptsClient: AcceptsClient | undefined) {
  if (!acceptsClient) return createServer(listener);
  const { certificate: cert, privateKey: key } = localAuthority();
  const server = createTlsServer({ cert, key, requestCert: true, rejectUnauthorized: false }, listener);
  server.on('secureConnection', (socket) => {
    if (!acceptsClient(clientOf(socket))) socket.destroy();
  });
  return server;
}

/** The SHA-256 fingerprint of the certificate that a client showed. */
export function clientOf(socket: Socket): string | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  return socket.getPeerCertificate().fingerprint256;
}
