import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Depth } from './crash-points.ts';
import { merge, newTally, type Tally } from './tally.ts';

/** A part of the work, for one worker. */
export type Job =
  | { readonly is: 'seeds'; readonly from: number; readonly seeds: number }
  | { readonly is: 'crash points'; readonly world: string; readonly depth: Depth };

/** Does all jobs on all processors, and adds up what they came to. */
export async function doAll(
  jobs: Iterable<Job>,
  onProgress: (sum: Tally) => void = () => undefined,
): Promise<Tally> {
  const left = jobs[Symbol.iterator]();
  const sum = newTally();
  const lane = async () => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url));
    try {
      for (let job = left.next(); !job.done; job = left.next()) {
        merge(sum, await doOne(worker, job.value));
        onProgress(sum);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  return sum;
}

function doOne(worker: Worker, job: Job): Promise<Tally> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (tally: Tally) => {
      worker.off('error', reject);
      resolve(tally);
    });
    worker.postMessage(job);
  });
}
