import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Depth } from './crash-points.ts';
import { merge, newTally, type Tally } from './tally.ts';

/** A part of the work, for one worker. */
export type Job =
  | { readonly is: 'seeds'; readonly from: number; readonly seeds: number }
  | { readonly is: 'crash points'; readonly world: string; readonly depth: Depth };

/** A run leaves much behind that lived briefly: with room for it, it is seldom looked through. */
const YOUNG_MB = 192;

export type Pool = ReturnType<typeof createPool>;

/** A worker for each processor, from the first job until `close`: to load and to warm up the code takes seconds. */
export function createPool() {
  let workers: readonly Worker[] = [];

  return {
    /** Does all jobs, and adds up what they came to. */
    async doAll(jobs: Iterable<Job>, onProgress: (sum: Tally) => void = () => undefined): Promise<Tally> {
      if (workers.length === 0) workers = Array.from({ length: availableParallelism() }, startWorker);
      const left = jobs[Symbol.iterator]();
      const sum = newTally();
      const lane = async (worker: Worker) => {
        for (let job = left.next(); !job.done; job = left.next()) {
          merge(sum, await doOne(worker, job.value));
          onProgress(sum);
        }
      };
      await Promise.all(workers.map(lane));
      return sum;
    },

    async close(): Promise<void> {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

function startWorker(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), {
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
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
