import type { NeededRight } from './aws-service.ts';

/**
 * The right that a caller of a service needs besides, where the service keeps what is asked for under a key of the
 * account: the service decrypts it in the caller's name.
 *
 * @param context what the service says of the thing, by the names that AWS documents
 */
export function toDecryptRight(
  keyArn: string,
  service: 'dynamodb' | 'secretsmanager',
  context: Readonly<Record<string, string>>,
): NeededRight {
  const region = keyArn.split(':')[3];
  const contexts = Object.entries(context).map(([name, value]) => [`kms:EncryptionContext:${name}`, value]);
  return {
    action: 'kms:Decrypt',
    resourceArn: keyArn,
    context: { 'kms:ViaService': `${service}.${region}.amazonaws.com`, ...Object.fromEntries(contexts) },
  };
}

/** What a call about a table needs where the table is under a key of the account. */
export function toTableDecryptRights(table: {
  readonly name: string;
  readonly keyArn?: string;
}): readonly NeededRight[] {
  if (table.keyArn === undefined) return [];
  return [toDecryptRight(table.keyArn, 'dynamodb', { 'aws:dynamodb:tableName': table.name })];
}
