import { parentPort } from 'node:worker_threads';
import { findWorld } from './crash-points.ts';
import { tallyCrashPoints } from './crash-tally.ts';
import type { Job } from './pool.ts';
import { type Tally, tallySeeds } from './tally.ts';

Error.stackTraceLimit = 0;

/** Does one job after the other, for as long as there are any. */
parentPort?.on('message', async (job: Job) => parentPort?.postMessage(await work(job)));

function work(job: Job): Promise<Tally> {
  if (job.is === 'seeds') return tallySeeds(job);
  return tallyCrashPoints(findWorld(job.world), job);
}
