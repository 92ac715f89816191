import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Provider } from '../providers.ts';
import type { EncryptionKey } from './encryption-key.ts';
import { contextOf, keysOf, TABLE_DEFAULTS } from './table-defaults.ts';

/** The sessions at the providers: one item per slot, keyed `merchantId#provider#slot`. */
export class Sessions extends Construct {
  readonly table: Table;
  private readonly key: EncryptionKey;

  /** @param key of the credentials too: tokens are as sensitive as the credentials they were obtained with */
  constructor(scope: Construct, id: string, key: EncryptionKey) {
    super(scope, id);
    this.key = key;
    this.table = new Table(this, 'Table', {
      ...TABLE_DEFAULTS,
      encryptionKey: key.key,
      partitionKey: { name: 'session', type: AttributeType.STRING },
    });
  }

  /** Lets a role read, create and change the sessions of these providers. */
  grantSessionsOf(providers: readonly Provider[], role: Role): void {
    role.addToPolicy(
      new PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
        resources: [this.table.tableArn],
        conditions: keysOf(providers),
      }),
    );
    this.key.grantDecrypt(role, 'dynamodb', contextOf(this.table));
  }
}
