import type { ReadOptions, SecretReader } from '../ports/secret-reader.ts';
import type { BaseCredentials, Connector } from '../provider/connector.ts';
import type { Account } from '../sessions/session.ts';

export type Accounts<C> = {
  /** @throws EstornoError merchant_not_configured */
  find(merchantId: string): Promise<Account<C>>;
  /** The account by what is stored now, past every cache. @throws EstornoError merchant_not_configured */
  findStored(merchantId: string, which: 'current' | 'pending'): Promise<Account<C>>;
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
  return {
    find: (merchantId) => find(merchantId, {}),
    findStored: (merchantId, which) => find(merchantId, { fresh: true, pending: which === 'pending' }),
  };

  async function find(merchantId: string, how: ReadOptions): Promise<Account<C>> {
    const { credentials, version } = await secrets.read(merchantId, how);
    return {
      merchantId,
      provider: connector.id,
      baseUrl: baseUrl ?? connector.baseUrls[credentials.environment],
      credentials,
      secretVersion: version,
      sessions: credentials.sessions ?? 1,
      refresh: () => find(merchantId, { fresh: true }),
    };
  }
}
