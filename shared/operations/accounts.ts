import type { SecretReader } from '../aws/secret-reader.ts';
import type { BaseCredentials, Connector } from '../provider/connector.ts';
import type { Account } from '../sessions/session.ts';

export type Accounts<C> = {
  /** @throws EstornoError merchant_not_configured */
  find(merchantId: string): Promise<Account<C>>;
};

/** The merchants' accounts at one provider. `baseUrl` takes the place of what the secret's `environment` chooses. */
export function createAccounts<C extends BaseCredentials>({
  connector,
  secrets,
  baseUrl,
}: {
  connector: Connector<C>;
  secrets: SecretReader<C>;
  baseUrl?: string | undefined;
}): Accounts<C> {
  return { find: (merchantId) => find(merchantId, false) };

  async function find(merchantId: string, fresh: boolean): Promise<Account<C>> {
    const { credentials, version } = await secrets.read(merchantId, { fresh });
    return {
      merchantId,
      provider: connector.id,
      baseUrl: baseUrl ?? connector.baseUrls[credentials.environment],
      credentials,
      secretVersion: version,
      sessions: credentials.sessions ?? 1,
      refresh: () => find(merchantId, true),
    };
  }
}
