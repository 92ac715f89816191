import * as z from 'zod';
import type { RunningContender } from './run-contender.ts';

/** After a lost answer, or one that is not final, the first look is due within this. */
export const FIRST_LOOK_MS = 2_500;

/** Sweeps after which something must be wrong: each looks at hundreds. */
const MAX_SWEEPS = 100;

const Swept = z.object({ resolved: z.number() });

/** Lets the sweeper look once at what is due. @returns at how many operations it looked */
export async function sweep(ours: RunningContender): Promise<number> {
  return Swept.parse(await ours.invoke({ trigger: 'sweep' })).resolved;
}

/** @throws Error when there is no end of what is due */
export async function sweepUntilNothingIsDue(ours: RunningContender): Promise<void> {
  for (let sweeps = 0; sweeps < MAX_SWEEPS; sweeps++) if ((await sweep(ours)) === 0) return;
  throw new Error(`After ${MAX_SWEEPS} sweeps operations are still due. Look at what the sweeper logs.`);
}
