import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Limits } from '../../shared/domain/limits.ts';
import type { Provider } from '../providers.ts';
import { BundledFunction } from './bundled-function.ts';
import type { Egress } from './egress.ts';
import type { EncryptionKey } from './encryption-key.ts';
import type { Ledger } from './ledger.ts';
import { grantSecretsOf } from './provider-secrets.ts';
import type { Sessions } from './sessions.ts';

/** More than the code needs: CPU is proportional to memory, and a cold start is mostly the import of the bundle. */
const DEFAULT_MEMORY_MB = 512;

/** One second less than an HTTP API waits, so that callers get our answer instead of the gateway's 503. */
const TIMEOUT = Duration.seconds(29);

export type ProviderFunctionProps = {
  readonly provider: Provider;
  readonly ledger: Ledger;
  readonly sessions: Sessions;
  /** Key of the secrets; operators name it when they create one. */
  readonly credentialsKey: EncryptionKey;
  /** The claim in callers' tokens: see configuration.ts. Absent: callers sign with IAM. */
  readonly merchantClaim?: string | undefined;
  /** See shared/domain/limits.ts. */
  readonly limits: Limits;
  /** Addresses from which notifications are accepted. @default those that the provider publishes */
  readonly notifyFrom?: readonly string[] | undefined;
  /** Requests with `Prefer: wait` that may wait at once. */
  readonly waitingRequests: number;
  /** The network for its outbound calls. @default Lambda's own, from any address */
  readonly egress?: Egress | undefined;
};

/**
 * The function of one provider: its routes, commands, sweeps and tasks.
 *
 * It can use the records, sessions and secrets of its own provider, of all merchants. Operators create the secrets,
 * `estorno/<merchantId>/<provider>` (see toSecretName), so that no credential is part of a deployment.
 */
export class ProviderFunction extends BundledFunction {
  readonly provider: Provider;

  constructor(scope: Construct, id: string, props: ProviderFunctionProps) {
    const { provider, ledger, sessions, credentialsKey, merchantClaim, notifyFrom, limits, egress } = props;
    super(scope, id, {
      folder: provider.id,
      description: `Estorno: payments at ${provider.name}`,
      memoryMb: provider.memoryMb ?? DEFAULT_MEMORY_MB,
      timeout: TIMEOUT,
      egress,
      environment: {
        LEDGER_TABLE: ledger.table.tableName,
        SESSIONS_TABLE: sessions.table.tableName,
        WAITING_REQUESTS: String(props.waitingRequests),
        ...(merchantClaim !== undefined && { JWT_MERCHANT_CLAIM: merchantClaim }),
        LIMITS: JSON.stringify(limits),
        ...(notifyFrom && { NOTIFY_FROM: notifyFrom.join(',') }),
      },
    });
    this.provider = provider;
    ledger.grantRecordsOf([provider], this.role);
    ledger.grantDueOf([provider], this.role);
    sessions.grantSessionsOf([provider], this.role);
    grantSecretsOf([provider], this.role, credentialsKey);
  }
}
