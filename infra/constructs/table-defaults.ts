import { RemovalPolicy } from 'aws-cdk-lib';
import { BillingMode, type Table, TableEncryption, type TableProps } from 'aws-cdk-lib/aws-dynamodb';
import type { Conditions } from 'aws-cdk-lib/aws-iam';
import type { Provider } from '../providers.ts';
import type { EncryptionContext } from './encryption-key.ts';

/**
 * Common to all tables: on-demand capacity, and point-in-time recovery for 35 days. A table is kept when the stack is
 * deleted, but not when its first deployment fails. The option `terminationProtection` protects it against deletion.
 */
export const TABLE_DEFAULTS = {
  billingMode: BillingMode.PAY_PER_REQUEST,
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  encryption: TableEncryption.CUSTOMER_MANAGED,
  removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
} satisfies Partial<TableProps>;

/**
 * Only items of these providers: keys are `merchantId#provider#…`, and no part contains a `#`.
 *
 * `ForAllValues` also matches a request without a key. This is safe for GetItem, PutItem and UpdateItem, which always have
 * one, but not for Scan.
 */
export function keysOf(providers: readonly Provider[]): Conditions {
  const keys = providers.map(({ id }) => `*#${id}#*`);
  return { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } };
}

/** The encryption context of DynamoDB for the key of a table. */
export function contextOf({ tableName }: Table): EncryptionContext {
  return { 'aws:dynamodb:tableName': tableName };
}
