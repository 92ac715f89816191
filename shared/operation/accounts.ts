import type { MerchantId } from '../domain/ids.ts';
import type { Limits } from '../domain/limits.ts';
import { EstornoError } from '../domain/problem.ts';
import type { Endpoints } from '../ports/exchange.ts';
import type { ReadOptions, SecretReader } from '../ports/secret-reader.ts';
import type { Account } from '../ports/sessions.ts';
import type { BaseCredentials, Connector } from '../provider/connector.ts';

/** An account, or why there is none. */
export type FoundAccount<C> =
  | { readonly is: 'found'; readonly account: Account<C> }
  | { readonly is: 'missing'; readonly reason: EstornoError };

/** The merchants' accounts at one provider. */
export type Accounts<C> = {
  find(merchantId: MerchantId): Promise<FoundAccount<C>>;
  /** The account for a request whose sender is not verified yet: `rate_limited` where too many of them ask. */
  findForStranger(merchantId: MerchantId): Promise<FoundAccount<C>>;
  /** The account by what is stored now, past every cache. */
  findStored(merchantId: MerchantId, which: 'current' | 'pending'): Promise<FoundAccount<C>>;
};

type AccountsDeps<C extends BaseCredentials> = {
  readonly connector: Connector<C>;
  readonly secrets: SecretReader<C>;
  readonly limits: Pick<Limits, 'sessionsPerAccount'>;
  /** Takes the place of the provider's documented hosts, where the stack runs on one machine. */
  readonly baseUrl?: string | undefined;
};

export function createAccounts<C extends BaseCredentials>(deps: AccountsDeps<C>): Accounts<C> {
  return {
    find: (merchantId) => findAccount(deps, merchantId, {}),
    findForStranger: (merchantId) => findAccount(deps, merchantId, { forStranger: true }),
    findStored: (merchantId, which) =>
      findAccount(deps, merchantId, { fresh: true, pending: which === 'pending' }),
  };
}

async function findAccount<C extends BaseCredentials>(
  deps: AccountsDeps<C>,
  merchantId: MerchantId,
  options: ReadOptions,
): Promise<FoundAccount<C>> {
  try {
    return { is: 'found', account: await readAccount(deps, merchantId, options) };
  } catch (error) {
    if (error instanceof EstornoError) return { is: 'missing', reason: error };
    const detail = 'The credentials could not be read, so nothing was begun.';
    const reason = new EstornoError('internal_error', { outcome: 'not_applied', detail }, { cause: error });
    return { is: 'missing', reason };
  }
}

async function readAccount<C extends BaseCredentials>(
  deps: AccountsDeps<C>,
  merchantId: MerchantId,
  options: ReadOptions,
): Promise<Account<C>> {
  const { connector, secrets, baseUrl } = deps;
  const { credentials, version } = await secrets.read(merchantId, options);
  return {
    merchantId,
    provider: connector.id,
    endpoints:
      baseUrl === undefined
        ? connector.endpoints(credentials)
        : toLocal(connector.endpoints(credentials), baseUrl),
    credentials,
    secretVersion: version,
    sessions: credentials.sessions ?? deps.limits.sessionsPerAccount,
    refresh: () => readAccount(deps, merchantId, { fresh: true }),
  };
}

/** The same certificate, another host: every host of the provider is then the one on this machine. */
export function toLocal({ clientCertificate }: Endpoints, baseUrl: string): Endpoints {
  return { api: baseUrl, ...(clientCertificate && { clientCertificate }) };
}

/** @throws EstornoError merchant_not_configured, or internal_error where the secret cannot be read */
export function requireAccount<C>(found: FoundAccount<C>): Account<C> {
  if (found.is === 'missing') throw found.reason;
  return found.account;
}
