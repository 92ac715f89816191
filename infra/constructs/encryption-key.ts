import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccountRootPrincipal,
  type Conditions,
  PolicyDocument,
  PolicyStatement,
  type Role,
} from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

/** Actions to administer the key, without using it, for principals that the account's IAM policies allow. */
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
 * Actions of each service with a key on behalf of its caller.
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

/** A service that encrypts with a key on behalf of its caller. */
export type KeyUser = keyof typeof USED_BY;

/** The encryption context of a service; `*` matches any characters, `?` one. */
export type EncryptionContext = Readonly<Record<string, string | readonly string[]>>;

export type EncryptionKeyProps = {
  readonly description: string;
  readonly usedBy: readonly KeyUser[];
  /** ARN of a key outside the stack to use instead; its own policy decides. @default a new key */
  readonly existingArn?: string | undefined;
};

/**
 * A customer managed key, rotated every year, and kept when the stack is deleted: without it the encrypted data cannot be
 * read again.
 *
 * Its policy allows its use only through the services named here, for principals that IAM allows too. An administrator
 * of the account with `kms:*` cannot decrypt anything with it directly.
 */
export class EncryptionKey extends Construct {
  readonly key: IKey;

  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id);
    const { existingArn } = props;
    this.key = existingArn === undefined ? this.addKey(props) : Key.fromKeyArn(this, 'Existing', existingArn);
  }

  private addKey({ description, usedBy }: EncryptionKeyProps): Key {
    return new Key(this, 'Key', {
      description,
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      policy: new PolicyDocument({
        statements: [
          toStatement(ADMINISTER),
          ...usedBy.map((service) => toStatement(USED_BY[service], { StringEquals: this.via(service) })),
        ],
      }),
    });
  }

  /**
   * Lets a role use data of the service that is encrypted with this key. Reading and writing need the same permission: to
   * decrypt the data key of a table or secret.
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
