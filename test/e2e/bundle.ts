import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { readFunctions } from '../../local/assembly/lambda.ts';
import { readAssembly } from '../../local/assembly/read-assembly.ts';
import { synthesize } from '../../local/synthesize.ts';
import { SIGNED_CALLER } from '../signed-caller.ts';
import { createTestClock } from './test-clock.ts';

const { shiftDate } = z
  .object({ shiftDate: z.custom<(ms: number) => void>((value) => typeof value === 'function') })
  .parse(createRequire(import.meta.url)('../../local/lambda/shift-date.cjs'));

type Context = { readonly awsRequestId: string; getRemainingTimeInMillis(): number };

type Handler = (event: unknown, context: Context) => Promise<{ statusCode: number; body: string }>;

/**
 * Loads the bundle of one provider's function into this process, and calls it as an HTTP API would. The time of this
 * process is then that of the tests' clock, as it is in the processes of the functions.
 */
export async function createProviderHandlerFrom(
  provider: string,
  environment: Readonly<Record<string, string>>,
) {
  Object.assign(process.env, environment);
  shiftDate(createTestClock().offsetMs());
  const assembly = readAssembly(await synthesize(() => undefined));
  const fn = readFunctions(assembly).find(({ logicalId }) => logicalId.startsWith(`${provider}Function`));
  if (!fn) throw new Error(`the assembly has no function of ${provider}`);
  const { handler }: { handler: Handler } = await import(pathToFileURL(join(fn.folder, 'index.mjs')).href);

  return async (paymentId: string, key: string) => {
    const { statusCode, body } = await handler(toEvent(provider, paymentId, key), toContext());
    return { status: statusCode, body: JSON.parse(body) };
  };
}

function toEvent(provider: string, paymentId: string, key: string) {
  const path = `/v1/merchants/loja-1/${provider}/payments`;
  return {
    version: '2.0',
    routeKey: `POST /v1/merchants/{merchantId}/${provider}/payments/{paymentId}/cancellations`,
    rawPath: `${path}/${paymentId}/cancellations`,
    rawQueryString: '',
    headers: { 'idempotency-key': key },
    pathParameters: { merchantId: 'loja-1', paymentId },
    requestContext: {
      ...SIGNED_CALLER,
      requestId: randomUUID(),
      http: { method: 'POST', path, sourceIp: '127.0.0.1' },
    },
    isBase64Encoded: false,
  };
}

function toContext(): Context {
  const end = Date.now() + 29_000;
  return { awsRequestId: randomUUID(), getRemainingTimeInMillis: () => end - Date.now() };
}
