declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** Keeps everything in memory; the times say how long a table stays in its passing states. */
  function dynalite(options: { createTableMs: number; deleteTableMs: number; updateTableMs: number }): Server;
  export = dynalite;
}
