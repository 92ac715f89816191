import { RemovalPolicy } from 'aws-cdk-lib';
import { BillingMode, type Table, TableEncryption, type TableProps } from 'aws-cdk-lib/aws-dynamodb';
import type { Conditions } from 'aws-cdk-lib/aws-iam';
import type { Provider } from '../providers.ts';
import type { EncryptionContext } from './encryption-key.ts';

/** What every table here is: paid by use, restorable to any second of 35 days, and not deleted by a mistake. */
export const TABLE_DEFAULTS = {
  billingMode: BillingMode.PAY_PER_REQUEST,
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  encryption: TableEncryption.CUSTOMER_MANAGED,
  deletionProtection: true,
  removalPolicy: RemovalPolicy.RETAIN,
} satisfies Partial<TableProps>;

/**
 * Only items of one provider; their keys are `merchantId#provider#…`, and no part has a `#` in it.
 *
 * `ForAllValues` also holds for a request that names no key: fit for GetItem, PutItem and UpdateItem, which always
 * name one, and not for Scan.
 */
export function keysOf(provider: Provider): Conditions {
  return { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`*#${provider.id}#*`] } };
}

/** What DynamoDB says of a table when it decrypts the table's key. */
export function contextOf({ tableName }: Table): EncryptionContext {
  return { 'aws:dynamodb:tableName': tableName };
}
