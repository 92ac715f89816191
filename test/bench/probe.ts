import * as z from 'zod';
import { OPERATOR_ROUTE } from '../../shared/http/operator-routes.ts';
import { SIGNED_CALLER } from '../signed-caller.ts';
import type { WorldOfBench } from './bench-world.ts';
import { runContender } from './run-contender.ts';

const Answer = z.object({ statusCode: z.literal(200), body: z.string() });
const Verdict = z.object({ tokenModel: z.string() });

/** Finds out how a merchant's tokens live, as `npm run ops -- probe` does. @returns the name of the token model */
export async function probe(world: WorldOfBench, merchantId: string): Promise<string> {
  const running = runContender(world, world.contenders.operator, { concurrency: 1 });
  const rawPath = '/v1/operator/letpay/probe';
  const answer = await running.invoke({
    ...{ version: '2.0', routeKey: `${OPERATOR_ROUTE.method} ${OPERATOR_ROUTE.path}`, rawPath },
    pathParameters: { provider: 'letpay', command: 'probe' },
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ merchantId }),
    requestContext: { ...SIGNED_CALLER, requestId: 'probe', http: { method: 'POST', path: rawPath } },
  });
  await running.close();
  return Verdict.parse(JSON.parse(Answer.parse(answer).body)).tokenModel;
}
