import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Limits } from '../../shared/domain/limits.ts';
import type { NotifyFrom } from '../notify-from.ts';
import type { Provider } from '../providers.ts';
import { BundledFunction } from './bundled-function.ts';
import type { Egress } from './egress.ts';
import type { EncryptionKey } from './encryption-key.ts';
import type { Ledger } from './ledger.ts';
import { grantSecretsOf } from './provider-secrets.ts';
import type { Sessions } from './sessions.ts';

export type OperatorFunctionProps = {
  readonly providers: readonly Provider[];
  readonly ledger: Ledger;
  readonly sessions: Sessions;
  readonly credentialsKey: EncryptionKey;
  /** See shared/domain/limits.ts. */
  readonly limits: Limits;
  /** Shown to operators: see notify-from.ts. */
  readonly notifyFrom: NotifyFrom;
  /** The network for its outbound calls: its test logins and inquiries run where real requests run. */
  readonly egress?: Egress | undefined;
};

/**
 * The function of operators, behind the route of their commands.
 *
 * It can use the records, sessions and secrets of all providers, as the functions of the providers together can. Nobody needs
 * the permission to invoke it: IAM decides at the API, by the command.
 */
export class OperatorFunction extends BundledFunction {
  constructor(scope: Construct, id: string, props: OperatorFunctionProps) {
    const { providers, ledger, sessions, credentialsKey, limits, notifyFrom, egress } = props;
    super(scope, id, {
      folder: 'operator',
      description: 'Estorno: commands of operators',
      memoryMb: 512,
      timeout: Duration.seconds(29),
      egress,
      environment: {
        LEDGER_TABLE: ledger.table.tableName,
        SESSIONS_TABLE: sessions.table.tableName,
        PROVIDERS: providers.map(({ id: provider }) => provider).join(','),
        LIMITS: JSON.stringify(limits),
        ...toNotifyFrom(notifyFrom),
      },
    });
    ledger.grantRecordsOf(providers, this.role);
    ledger.grantDueOf(providers, this.role);
    sessions.grantSessionsOf(providers, this.role);
    grantSecretsOf(providers, this.role, credentialsKey);
  }
}

/** The addresses of each provider, under its name. */
function toNotifyFrom(notifyFrom: NotifyFrom): Readonly<Record<string, string>> {
  const entries = Object.entries(notifyFrom);
  return Object.fromEntries(
    entries.map(([provider, addresses]) => [`${provider.toUpperCase()}_NOTIFY_FROM`, addresses.join(',')]),
  );
}
