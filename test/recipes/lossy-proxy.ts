import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { closeServer, listen, toUrl } from '../../local/loopback.ts';

/**
 * A server that forwards every request unchanged, with its signature, and loses the first answer: the request was processed,
 * and its caller does not know.
 */
export async function startLossyProxy(target: string) {
  let answers = 0;
  const handOn = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { method, url, headers } = incoming;
    const onward = request(new URL(url ?? '/', target), { method, headers }, (answer) => {
      answers++;
      if (answers === 1) {
        answer.resume().on('end', () => incoming.socket.destroy());
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => incoming.socket.destroy());
    incoming.pipe(onward);
  };
  const server = createServer(handOn);
  const url = toUrl(await listen(server, 0));
  return { url, answers: () => answers, close: () => closeServer(server) };
}
