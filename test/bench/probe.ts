import * as z from 'zod';
import type { RunningContender } from './run-contender.ts';

const Verdict = z.object({ tokenModel: z.string() });

/** Finds out how a merchant's tokens live, as `npm run ops -- probe` does. @returns the name of the token model */
export async function probe(ours: RunningContender, merchantId: string): Promise<string> {
  const answer = await ours.invoke({ trigger: 'operator', command: 'probe', merchantId });
  return Verdict.parse(answer).tokenModel;
}
