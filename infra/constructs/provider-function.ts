import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Provider } from '../providers.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import { BundledFunction } from './bundled-function.ts';
import type { Egress } from './egress.ts';
import type { EncryptionKey } from './encryption-key.ts';
import type { Ledger } from './ledger.ts';
import type { Sessions } from './sessions.ts';

/** More than the code needs: CPU comes with memory, and a cold start is mostly the import of the bundle. */
const DEFAULT_MEMORY_MB = 512;

/** One second less than an HTTP API waits, so that the last word is ours and not the gateway's 503. */
const TIMEOUT = Duration.seconds(29);

export type ProviderFunctionProps = {
  readonly provider: Provider;
  readonly ledger: Ledger;
  readonly sessions: Sessions;
  /** Of the secrets: operators name it where they make one. */
  readonly credentialsKey: EncryptionKey;
  /** Of the tokens that callers bring: see configuration.ts. Absent: they sign with IAM. */
  readonly merchantClaim?: string | undefined;
  /** The way by which it calls its provider. @default Lambda's own, from any address */
  readonly egress?: Egress | undefined;
};

/**
 * The function of one provider: every route of it, its sweeps, and what operators ask.
 *
 * It reaches the records, sessions and secrets of its own provider, of all merchants. The secrets are
 * `estorno/<merchantId>/<provider>`, made by operators, so that no credential ever passes through a deployment.
 */
export class ProviderFunction extends BundledFunction {
  readonly provider: Provider;

  constructor(scope: Construct, id: string, props: ProviderFunctionProps) {
    const { provider, ledger, sessions, credentialsKey, merchantClaim, egress } = props;
    super(scope, id, {
      folder: provider.id,
      description: `Estorno: payments at ${provider.name}`,
      memoryMb: provider.memoryMb ?? DEFAULT_MEMORY_MB,
      timeout: TIMEOUT,
      egress,
      environment: {
        LEDGER_TABLE: ledger.table.tableName,
        SESSIONS_TABLE: sessions.table.tableName,
        ...(merchantClaim !== undefined && { JWT_MERCHANT_CLAIM: merchantClaim }),
      },
    });
    this.provider = provider;
    ledger.grantRecordsOf(provider, this.role);
    ledger.grantDueOf(provider, this.role);
    sessions.grantSessionsOf(provider, this.role);
    this.grantSecrets(credentialsKey);
  }

  private grantSecrets(key: EncryptionKey): void {
    const arnOf = (resourceName: string) =>
      Stack.of(this).formatArn({
        service: 'secretsmanager',
        resource: 'secret',
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        resourceName,
      });
    // Secrets Manager ends every secret's ARN with a hyphen and six characters of its own. A name that has no
    // secret has none: without the second ARN, "there is no such secret" would be answered as "access denied".
    const existing = arnOf(`estorno/*/${this.provider.id}-??????`);
    const secrets = [existing, arnOf(`estorno/*/${this.provider.id}`)];
    this.role.addToPolicy(
      new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: secrets }),
    );
    for (const secret of secrets)
      acknowledgeWildcard(
        this.role,
        secret,
        'One function serves all merchants of its provider, who come and go without a deployment; no other secret ends so',
      );
    key.grantDecrypt(this.role, 'secretsmanager', { SecretARN: existing });
  }
}
