import { AttributeType, ProjectionType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Provider } from '../providers.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import { EncryptionKey } from './encryption-key.ts';
import { contextOf, keysOf, TABLE_DEFAULTS } from './table-defaults.ts';

export const DUE_INDEX = 'due';

/**
 * The ledger: one item per payment, keyed `merchantId#provider#paymentId`.
 *
 * The index `due` finds open operations by time. It contains keys only, because due items are read again, consistently,
 * from the table. `Table` instead of `TableV2`, because other engines do not support a GlobalTable.
 */
export class Ledger extends Construct {
  readonly table: Table;
  private readonly key: EncryptionKey;

  /** @param keyArn of a key outside the stack; absent: a key of its own */
  constructor(scope: Construct, id: string, keyArn?: string) {
    super(scope, id);
    this.key = new EncryptionKey(this, 'Encryption', {
      description: 'Estorno: the ledger of payments',
      usedBy: ['dynamodb'],
      existingArn: keyArn,
    });
    this.table = new Table(this, 'Table', {
      ...TABLE_DEFAULTS,
      encryptionKey: this.key.key,
      partitionKey: { name: 'payment', type: AttributeType.STRING },
      stream: StreamViewType.NEW_IMAGE,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: DUE_INDEX,
      partitionKey: { name: 'dueShard', type: AttributeType.STRING },
      sortKey: { name: 'dueAt', type: AttributeType.NUMBER },
      projectionType: ProjectionType.KEYS_ONLY,
    });
  }

  /** The stream of all saves. */
  get streamArn(): string {
    return this.table.tableStreamArn ?? '';
  }

  /** Lets a role, and its event source mapping, read the stream. */
  grantStream(role: Role): void {
    role.addToPolicy(
      new PolicyStatement({
        actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
        resources: [this.streamArn],
      }),
    );
    const streams = `${this.table.tableArn}/stream/*`;
    role.addToPolicy(new PolicyStatement({ actions: ['dynamodb:ListStreams'], resources: [streams] }));
    acknowledgeWildcard(
      role,
      streams,
      'Lambda lists the streams of this table to find the shards; this reads no records',
    );
    this.key.grantDecrypt(role, 'dynamodb', contextOf(this.table));
  }

  /** Lets a role read and write the records of these providers; no role can delete a record. */
  grantRecordsOf(providers: readonly Provider[], role: Role): void {
    role.addToPolicy(
      new PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        resources: [this.table.tableArn],
        conditions: keysOf(providers),
      }),
    );
    this.key.grantDecrypt(role, 'dynamodb', contextOf(this.table));
  }

  /**
   * Lets a role find the open operations of these providers, of all merchants, in the index `due`.
   *
   * On an index the leading key is that of the index (`<provider>#<shard>`). `ForAllValues` also matches a request without
   * a key; the `Null` condition excludes that.
   */
  grantDueOf(providers: readonly Provider[], role: Role): void {
    role.addToPolicy(
      new PolicyStatement({
        actions: ['dynamodb:Query'],
        resources: [`${this.table.tableArn}/index/${DUE_INDEX}`],
        conditions: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': providers.map(({ id }) => `${id}#*`) },
          Null: { 'dynamodb:LeadingKeys': 'false' },
        },
      }),
    );
  }
}
