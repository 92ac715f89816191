import type { Server, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import dynalite from 'dynalite';
import { closeServer, listen, toUrl } from '../loopback.ts';
import type { Engine } from './engine.ts';

/** How long requests may go on whose callers are gone. */
const DRAIN_LIMIT_MS = 5000;

const DRAIN_PAUSE_MS = 10;

/** dynalite in this process: needs no Java, and has no transactions, no streams and no item on a failed condition. */
export async function startDynalite(): Promise<Engine> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const unanswered = watchRequests(server);
  const port = await listen(server);
  const close = async () => {
    server.closeAllConnections();
    await drain(unanswered);
    await closeServer(server);
  };
  return { name: 'dynalite', url: toUrl(port), accessKeyId: 'local', close };
}

/**
 * The requests that dynalite is at work on. It goes on where the caller is gone, such as a function that was ended, and throws
 * where the database is closed by then, which would end this process.
 */
function watchRequests(server: Server): ReadonlySet<ServerResponse> {
  const unanswered = new Set<ServerResponse>();
  server.prependListener('request', (request, response: ServerResponse) => {
    unanswered.add(response);
    const end = response.end.bind(response);
    const endOnce = (...args: Parameters<typeof end>) => {
      unanswered.delete(response);
      return end(...args);
    };
    Object.assign(response, { end: endOnce });
    request.once('close', () => {
      if (!request.complete) unanswered.delete(response);
    });
  });
  return unanswered;
}

async function drain(unanswered: ReadonlySet<ServerResponse>): Promise<void> {
  const deadline = Date.now() + DRAIN_LIMIT_MS;
  while (unanswered.size > 0 && Date.now() < deadline) await delay(DRAIN_PAUSE_MS);
}
