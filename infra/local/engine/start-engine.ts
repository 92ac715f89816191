import type { Engine, EngineName } from './engine.ts';
import { findJava, isFit, requireFit } from './java.ts';
import { startDynalite } from './start-dynalite.ts';
import { startDynamodbLocal } from './start-dynamodb-local.ts';

/**
 * @param wanted DynamoDB Local where Java is fit for it, else dynalite, unless one is named
 * @param heapMb megabytes of heap for DynamoDB Local, where its default is too little
 */
export async function startEngine(
  wanted?: EngineName,
  { heapMb }: { readonly heapMb?: number | undefined } = {},
): Promise<Engine> {
  if (wanted === 'dynalite') return startDynalite();
  const java = await findJava();
  if (wanted === 'dynamodb-local') return startDynamodbLocal(requireFit(java), heapMb);
  return java && isFit(java) ? startDynamodbLocal(java, heapMb) : startDynalite();
}
