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

  /** @param key tokens are as good as the credentials that got them, so both are under the same key */
  constructor(scope: Construct, id: string, key: EncryptionKey) {
    super(scope, id);
    this.key = key;
    this.table = new Table(this, 'Table', {
      ...TABLE_DEFAULTS,
      encryptionKey: key.key,
      partitionKey: { name: 'session', type: AttributeType.STRING },
    });
  }

  /** Lets a role read this provider's sessions and change them, which also makes them. */
  grantSessionsOf(provider: Provider, role: Role): void {
    role.addToPolicy(
      new PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
        resources: [this.table.tableArn],
        conditions: keysOf(provider),
      }),
    );
    this.key.grantDecrypt(role, 'dynamodb', contextOf(this.table));
  }
}
