import { randomBytes } from 'node:crypto';
import process from 'node:process';
import type { Engine, EngineName } from '../../infra/local/engine/engine.ts';

/** The variable by which a run of many files says where the DynamoDB Local is that all of them share. */
export const SHARED_ENGINE_URL = 'ESTORNO_TEST_DYNAMODB';

/** What is to run as a stack's engine: tables of its own in the one that is shared, where there is one, else as asked. */
export function sharedEngine(wanted: EngineName | undefined): Engine | EngineName | undefined {
  const url = process.env[SHARED_ENGINE_URL];
  if (wanted === 'dynalite' || !url) return wanted;
  const accessKeyId = randomBytes(8).toString('hex');
  return { name: 'dynamodb-local', url, accessKeyId, close: () => Promise.resolve() };
}
