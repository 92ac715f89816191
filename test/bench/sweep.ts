import * as z from 'zod';
import type { RunningContender } from './run-contender.ts';

/** After a lost answer, or one that is not final, the first inquiry is due within this. */
export const FIRST_INQUIRY_MS = 2_500;

/** Sweeps after which something must be wrong: each takes hundreds. */
const MAX_SWEEPS = 100;

const Swept = z.object({ resolved: z.number() });

/** Runs the sweeper once. @returns how many operations it went on with */
export async function sweep(ours: RunningContender): Promise<number> {
  return Swept.parse(await ours.invoke({ trigger: 'sweep' })).resolved;
}

/** @throws Error when there is no end of what is due */
export async function sweepUntilNothingIsDue(ours: RunningContender): Promise<void> {
  for (let sweeps = 0; sweeps < MAX_SWEEPS; sweeps++) if ((await sweep(ours)) === 0) return;
  throw new Error(`After ${MAX_SWEEPS} sweeps operations are still due. Read the log of the sweeper.`);
}
