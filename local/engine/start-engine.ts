import type { Engine, EngineName } from './engine.ts';
import { findJava, isFit, requireFit } from './java.ts';
import { startDynalite } from './start-dynalite.ts';
import { startDynamodbLocal } from './start-dynamodb-local.ts';

/** @param wanted DynamoDB Local where Java is fit for it, else dynalite, unless one is named */
export async function startEngine(wanted?: EngineName): Promise<Engine> {
  if (wanted === 'dynalite') return startDynalite();
  const java = await findJava();
  if (wanted === 'dynamodb-local') return startDynamodbLocal(requireFit(java));
  return java && isFit(java) ? startDynamodbLocal(java) : startDynalite();
}
