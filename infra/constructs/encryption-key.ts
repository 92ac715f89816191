import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccountRootPrincipal,
  type Conditions,
  PolicyDocument,
  PolicyStatement,
  type Role,
} from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

/** Whoever the account's own policies let: look after the key, and never use it. */
const ADMINISTER = [
  'kms:CancelKeyDeletion',
  'kms:CreateAlias',
  'kms:DeleteAlias',
  'kms:DescribeKey',
  'kms:DisableKey',
  'kms:DisableKeyRotation',
  'kms:EnableKey',
  'kms:EnableKeyRotation',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:ListGrants',
  'kms:ListKeyPolicies',
  'kms:ListKeyRotations',
  'kms:ListResourceTags',
  'kms:PutKeyPolicy',
  'kms:RevokeGrant',
  'kms:RotateKeyOnDemand',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateAlias',
  'kms:UpdateKeyDescription',
];

/**
 * What each service does with a key in the name of whoever calls it.
 *
 * @source docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html and
 * docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html, 2026-11
 */
const USED_BY = {
  dynamodb: [
    'kms:CreateGrant',
    'kms:Decrypt',
    'kms:DescribeKey',
    'kms:Encrypt',
    'kms:GenerateDataKey',
    'kms:GenerateDataKeyWithoutPlaintext',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
  ],
  secretsmanager: ['kms:Decrypt', 'kms:GenerateDataKey'],
};

/** A service that encrypts with a key, in the name of whoever calls it. */
export type KeyUser = keyof typeof USED_BY;

/** What a service says of the thing that it decrypts; `*` and `?` stand for any characters and for one. */
export type EncryptionContext = Readonly<Record<string, string>>;

export type EncryptionKeyProps = {
  readonly description: string;
  readonly usedBy: readonly KeyUser[];
};

/**
 * A key of the account's own, changed every year, and kept when the stack goes: without it nothing that it
 * encrypted can be read again.
 *
 * Its policy lets nobody use it but through the services named here, and only whom IAM lets besides. An
 * administrator of the account with `kms:*` cannot decrypt anything with it directly.
 */
export class EncryptionKey extends Construct {
  readonly key: Key;

  constructor(scope: Construct, id: string, { description, usedBy }: EncryptionKeyProps) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description,
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy: RemovalPolicy.RETAIN,
      policy: new PolicyDocument({
        statements: [
          toStatement(ADMINISTER),
          ...usedBy.map((service) => toStatement(USED_BY[service], { StringEquals: this.via(service) })),
        ],
      }),
    });
  }

  /**
   * Lets a role call the service for what is encrypted with this key. Reading and writing take the same: a table's or
   * secret's own data key is decrypted.
   */
  grantDecrypt(role: Role, service: KeyUser, context: EncryptionContext): void {
    const contexts = Object.entries(context).map(([name, value]) => [`kms:EncryptionContext:${name}`, value]);
    role.addToPolicy(
      new PolicyStatement({
        actions: ['kms:Decrypt'],
        resources: [this.key.keyArn],
        conditions: { StringEquals: this.via(service), StringLike: Object.fromEntries(contexts) },
      }),
    );
  }

  private via(service: KeyUser): Record<string, string> {
    return { 'kms:ViaService': `${service}.${Stack.of(this).region}.amazonaws.com` };
  }
}

function toStatement(actions: string[], conditions: Conditions = {}): PolicyStatement {
  const principals = [new AccountRootPrincipal()];
  return new PolicyStatement({ actions, resources: ['*'], principals, conditions });
}
