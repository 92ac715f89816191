import dynalite from 'dynalite';
import { closeServer, listen, toUrl } from '../loopback.ts';
import type { Engine } from './engine.ts';

/** dynalite in this process: needs no Java, and has no transactions, no streams and no item on a failed condition. */
export async function startDynalite(): Promise<Engine> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const port = await listen(server);
  return { name: 'dynalite', url: toUrl(port), accessKeyId: 'local', close: () => closeServer(server) };
}
